namespace Bits.Search.Paths.Pool;

/// <summary>Reads all matches when they are few.</summary>
sealed class EverythingStrategy : IPoolStrategy
{
    /// <inheritdoc />
    public async Task<bool> FillAsync(CandidatePool pool, CancellationToken ct) =>
        pool.IsComplete = pool.Expected <= pool.Budget.Complete
            && await pool.AddEverythingAsync(pool.Match, pool.Budget.Window, ct).ConfigureAwait(false);
}
