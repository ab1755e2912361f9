namespace Bits.Search.Paths.Pool;

/// <summary>Reads backwards from the newest id until there are enough rows. Titles reach further back: fewer of them match,
/// and a match in a title is mostly among the best.</summary>
sealed class NewestStrategy : IPoolStrategy
{
    // Titles reach this many times as far back.
    const int TitleReach = 8;

    /// <inheritdoc />
    public async Task<bool> FillAsync(CandidatePool pool, CancellationToken ct)
    {
        await AddAsync(pool, TsQueryText.OfFrequent(pool.Query), pool.Match, ct).ConfigureAwait(false);
        return true;
    }

    /// <summary>Adds the newest rows.</summary>
    /// <param name="pool">Takes the rows.</param>
    /// <param name="words">The words for the first span.</param>
    /// <param name="match">The words for further spans, when the first gives too little.</param>
    /// <param name="ct">Stops it.</param>
    public static async Task AddAsync(CandidatePool pool, string words, string match, CancellationToken ct)
    {
        var (db, query, budget) = (pool.Db, pool.Query, pool.Budget);
        var highest = await CandidateRows.HighestIdAsync(db, ct).ConfigureAwait(false);
        var (span, found) = ((long)(budget.Rows / SelectivityEstimate.Share(query)), 0);
        for (; ; span *= Math.Clamp(2 * budget.Enough / Math.Max(1, found), 2, 8))
        {
            found = await pool.AddAsync(CandidateRows.TitlesInBlocksAsync(
                db, query, words, IdBlocks.Newest(highest, span * TitleReach), budget.BlockWindow, ct)).ConfigureAwait(false);
            found += await pool.AddAsync(CandidateRows.DensestInBlocksAsync(
                db, query, words, IdBlocks.Newest(highest, span), budget.BlockWindow, ct)).ConfigureAwait(false);
            if (found >= budget.Enough || (span >= highest && words == match))
                return;

            words = match;
        }
    }
}
