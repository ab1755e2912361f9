namespace Bits.Search.Paths.Pool;

/// <summary>Finds candidates in one way.</summary>
interface IPoolStrategy
{
    /// <summary>Adds candidates to the pool, when the strategy suits its query.</summary>
    /// <returns>Whether the pool needs no further strategy.</returns>
    Task<bool> FillAsync(CandidatePool pool, CancellationToken ct);
}
