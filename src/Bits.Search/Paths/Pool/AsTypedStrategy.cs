using Bits.Search.Ranking;

namespace Bits.Search.Paths.Pool;

/// <summary>Reads the documents with the words as typed, without similar sounds, synonyms and typo corrections:
/// thousands of names may sound like a name that the statistics do not know.</summary>
sealed class AsTypedStrategy : IPoolStrategy
{
    /// <inheritdoc />
    public async Task<bool> FillAsync(CandidatePool pool, CancellationToken ct)
    {
        if (pool.Query.Group != MatchGroup.AllWords || pool.Expected > PoolBudget.Affordable)
            return false;

        var clauses = pool.Query.Query.Clauses;
        var asTyped = clauses.Select(AsTyped).ToList();
        return asTyped.Zip(clauses).Any(c => c.First.Alternatives.Count < c.Second.Alternatives.Count)
            && await pool.AddEverythingAsync(TsQueryText.Of(pool.Query, asTyped), PoolBudget.MaxWindow, ct).ConfigureAwait(false)
            && pool.FillsPage;
    }

    static Clause AsTyped(Clause clause) => clause with
    {
        Alternatives =
            [.. clause.Alternatives.Where(a => a.Kind is MatchKind.Word or MatchKind.Form or MatchKind.Phrase or MatchKind.Prefix)],
    };
}
