namespace Bits.Load.Search;

/// <summary>Something that finds documents: ours, or a rival with the same documents and the same permission filter.
/// </summary>
interface ISearchEngine : IAsyncDisposable
{
    /// <summary>Reads a page of 20 hits with their titles.</summary>
    /// <param name="question">What to find.</param>
    /// <param name="after">What the page before returned; null for the first page.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>How many hits there are, and what leads to the next page; null on the last one.</returns>
    Task<(int Hits, object? Next)> PageAsync(SearchQuestion question, object? after, CancellationToken ct);
}
