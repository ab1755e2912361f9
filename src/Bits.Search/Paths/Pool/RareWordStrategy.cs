using Bits.Search.Ranking;

namespace Bits.Search.Paths.Pool;

/// <summary>Reads the documents with one of the rare words, when one of several words suffices: other documents have
/// common words alone.</summary>
sealed class RareWordStrategy : IPoolStrategy
{
    /// <inheritdoc />
    public async Task<bool> FillAsync(CandidatePool pool, CancellationToken ct)
    {
        var rare = pool.Expected == 0 ? []
            : pool.Query.Group == MatchGroup.SomeWords ? Rarest(pool.Query.Query.Clauses, SelectivityEstimate.Documents)
            : RareAlternatives(pool.Query.Query);
        if (rare.Count == 0)
            return false;

        await pool.AddAsync(CandidateRows.DensestAsync(
            pool.Db, pool.Query, TsQueryText.Of(pool.Query, rare), pool.Match, PoolBudget.DensestRows, ct)).ConfigureAwait(false);
        return pool.FillsPage;
    }

    static List<Clause> RareAlternatives(ParsedQuery query)
    {
        if (query.Clauses is not [var clause])
            return [];

        var words = clause.Alternatives.Where(a => a.Kind == MatchKind.Word).ToList();
        var rare = Rarest(words, a => a.Frequency);
        return rare.Count == 0 || rare.Count == words.Count ? [] : [clause with { Alternatives = rare }];
    }

    // More documents match than the window holds, so words that the statistics do not know are rare only beside others.
    static List<T> Rarest<T>(IEnumerable<T> all, Func<T, long> frequency)
    {
        var (rare, sum) = (new List<T>(), 0L);
        foreach (var one in all.OrderBy(frequency))
            if ((sum += frequency(one)) <= PoolBudget.Affordable)
                rare.Add(one);

        return rare;
    }
}
