namespace Bits.Search.Paths.Pool;

/// <summary>The number of rows that a pool may read. Queries with an unfinished last word get half: the next letter
/// follows soon.</summary>
/// <param name="Complete">Reads everything that matches when no more documents are expected to match.</param>
/// <param name="Window">Gives up reading everything beyond this many rows.</param>
/// <param name="Rows">Estimates the first span of ids so that about this many rows match.</param>
/// <param name="BlockWindow">Reads at most this many rows of a span.</param>
/// <param name="Enough">Stops looking further back from this many rows on.</param>
sealed record PoolBudget(int Complete, int Window, int Rows, int BlockWindow, int Enough)
{
    // Ranks a complete result of fifty pages of twenty.
    public const int MaxWindow = 1_000;

    // Costs a few milliseconds to read completely.
    public const int Affordable = 1_000;

    // Reads this many of the rows with the most of the words.
    public const int DensestRows = 400;

    const int AffordableWhileTyping = 400;

    // Gives up earlier when the statistics do not know the words.
    const int UnknownWindow = 240;

    // Reads an index of this size completely for every search.
    const int SmallIndex = 2_000;

    const int PoolRows = 320;
    const int PoolWindow = 100;
    const int PoolEnough = 40;

    /// <summary>Gets whether the index is so small that every search may read all that matches.</summary>
    public bool IsSmallIndex => Complete == SmallIndex;

    /// <summary>Returns the budget of a query.</summary>
    /// <param name="query">The query.</param>
    /// <param name="expected">How many documents may match; 0 when unknown.</param>
    public static PoolBudget Of(PathQuery query, long expected)
    {
        var isSmall = query.Query.Scoring.Documents <= SmallIndex;
        var isTyping = query.IsTyping;
        var part = isTyping ? 2 : 1;
        return new(
            isSmall ? SmallIndex : isTyping ? AffordableWhileTyping : Affordable,
            isSmall || expected > 0 ? MaxWindow : UnknownWindow,
            PoolRows / part, PoolWindow / part, PoolEnough / part);
    }
}
