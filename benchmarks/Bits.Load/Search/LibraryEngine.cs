using Bits.Platform;
using Bits.Search;

namespace Bits.Load.Search;

/// <summary>The library.</summary>
/// <param name="searcher">Answers.</param>
/// <param name="blocked">Authors whose documents are left out; null for none.</param>
sealed class LibraryEngine(Searcher searcher, Guid[]? blocked = null) : ISearchEngine
{
    /// <inheritdoc />
    public async Task<(int Hits, object? Next)> PageAsync(SearchQuestion question, object? after, CancellationToken ct)
    {
        var page = await searcher.SearchAsync(
            new(string.Join(question.IsAny ? " OR " : " ", question.Words), question.Tags)
            {
                Limit = SearchQuestion.PageSize,
                After = (string?)after,
                Syntax = question.IsAny ? SearchSyntax.Web : SearchSyntax.Plain,
                LastWordIsPrefix = question.IsPrefix,
                Surfaces = question.IsName ? [Surfaces.Directory] : null,
                ExcludedAuthors = blocked ?? [],
            }, ct);
        return (page.Hits.Count, page.Next);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
