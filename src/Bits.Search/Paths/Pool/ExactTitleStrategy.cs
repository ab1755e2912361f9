namespace Bits.Search.Paths.Pool;

/// <summary>Reads the documents whose title equals the query, except while the last word is still being typed.</summary>
sealed class ExactTitleStrategy : IPoolStrategy
{
    /// <inheritdoc />
    public async Task<bool> FillAsync(CandidatePool pool, CancellationToken ct)
    {
        if (pool.Query.IsTyping || TsQueryText.OfExactTitle(pool.Query) is not { } title)
            return false;

        var count = await pool.AddAsync(CandidateRows.AnyAsync(pool.Db, pool.Query, title, PoolBudget.MaxWindow, ct))
            .ConfigureAwait(false);
        if (count == PoolBudget.MaxWindow)
            await NewestStrategy.AddAsync(pool, title, title, ct).ConfigureAwait(false);

        return false;
    }
}
