using Bits.Search.Ranking;

namespace Bits.Search.Paths.Pool;

/// <summary>Reads the rows with the most of the words: of a small index, or when some of the words suffice and few documents
/// match. When every word counts, the newest rows and the titles cost less and hold nearly all of the best.</summary>
sealed class DensestStrategy : IPoolStrategy
{
    /// <inheritdoc />
    public async Task<bool> FillAsync(CandidatePool pool, CancellationToken ct)
    {
        var isSuited = pool.Expected > 0
            && (pool.Budget.IsSmallIndex
                || (pool.Query.Group == MatchGroup.SomeWords && pool.Expected <= PoolBudget.Affordable));
        if (isSuited)
            await pool.AddAsync(CandidateRows.DensestAsync(
                pool.Db, pool.Query, pool.Match, pool.Match, PoolBudget.DensestRows, ct)).ConfigureAwait(false);

        return isSuited;
    }
}
