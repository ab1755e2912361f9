using Bits.Pages.Hosting;
using Bits.Platform;
using Bits.Platform.Features.Searching;
using Bits.Platform.Rpc;
using Bits.Search;

namespace Bits.Web.Features.Searching;

/// <summary>Shows the hits of a search, grouped by surface.</summary>
sealed class SearchScreen(PageCalls calls, SearchGroups groups) : IScreen
{
    const int PageSize = 20;

    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        if (call.Text("q") is not { } text)
            return View.Of<SearchView, SearchModel>("Search", new(null, null, [], null, null));

        var surface = Surfaces.All.FirstOrDefault(name => name == call.Text("in"));
        try
        {
            var found = await groups.FindAsync(text, surface, call, ct);
            var hits = SearchGroups.Left(found, surface) is not [] and var left ? await FindAsync(text, left, call, ct) : null;
            return View.Of<SearchView, SearchModel>($"Search: {text}", new(text, surface, found, hits, Problem: null));
        }
        catch (FaultException fault) when (fault.Code is FaultCode.InvalidArgument or FaultCode.ResourceExhausted or FaultCode.DeadlineExceeded)
        {
            return View.Of<SearchView, SearchModel>("Search", new(text, surface, [], null, fault.Message));
        }
    }

    Task<SearchDocuments.Response> FindAsync(string text, IReadOnlyList<string>? surfaces, ScreenCall call, CancellationToken ct) =>
        calls.InvokeAsync<SearchDocuments.Response>(
            "search.v1/Search",
            new SearchDocuments.Request(text, surfaces, PageSize, call.Text("after"), SearchSyntax.Web, Facets: true), call.User, ct);
}

/// <summary>The model of the search page.</summary>
/// <param name="Text">The query; null for none.</param>
/// <param name="Surface">The surface to search; null for all.</param>
/// <param name="Groups">The results that features give.</param>
/// <param name="Found">The hits of the index; null without a query, with a problem, and if it was not asked.</param>
/// <param name="Problem">The problem of the query.</param>
public sealed record SearchModel(
    string? Text, string? Surface, IReadOnlyList<FoundGroup> Groups, SearchDocuments.Response? Found, string? Problem)
{
    /// <summary>Gets whether nothing was found.</summary>
    public bool IsEmpty => Groups.Count == 0 && Found is not { Hits.Count: > 0 };
}
