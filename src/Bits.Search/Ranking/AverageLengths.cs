namespace Bits.Search.Ranking;

/// <summary>Words in the fields of a document, on average; at least 1 each.</summary>
/// <param name="Title">In the title.</param>
/// <param name="Body">In the body.</param>
readonly record struct AverageLengths(double Title, double Body)
{
    /// <summary>Taken before anything was counted.</summary>
    public static AverageLengths Usual { get; } = new(Title: 8, Body: 92);

    /// <summary>From the columns of a row of <c>search_statistics</c>.</summary>
    /// <param name="length">Words in both; 0 where there were no documents.</param>
    /// <param name="titleLength">Words in the title; null where an earlier version of the library counted.</param>
    public static AverageLengths Of(double length, double? titleLength)
    {
        if (length <= 0)
            return Usual;

        var title = titleLength ?? Usual.Title;
        return new(Math.Max(1, title), Math.Max(1, length - title));
    }

    /// <summary>How many times what it is by these an occurrence can count by others, at most.</summary>
    public double Growth(AverageLengths others) => Math.Max(1, Math.Max(others.Title / Title, others.Body / Body));
}
