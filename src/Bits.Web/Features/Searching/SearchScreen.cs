using Bits.Pages.Hosting;
using Bits.Platform;
using Bits.Platform.Features.Searching;
using Bits.Platform.Rpc;
using Bits.Search;

namespace Bits.Web.Features.Searching;

/// <summary>Shows the hits of a search, grouped by surface.</summary>
sealed class SearchScreen(PageCalls calls) : IScreen
{
    const int PageSize = 20;

    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        if (call.Text("q") is not { } text)
            return View.Of<SearchView, SearchModel>("Search", new(null, null, null, null));

        var surface = Surfaces.All.FirstOrDefault(name => name == call.Text("in"));
        try
        {
            var found = await calls.InvokeAsync<SearchDocuments.Response>(
                "search.v1/Search",
                new SearchDocuments.Request(text, surface is null ? null : [surface], PageSize, call.Text("after"), SearchSyntax.Web, Facets: true),
                call.User, ct);
            return View.Of<SearchView, SearchModel>($"Search: {text}", new(text, surface, found, Problem: null));
        }
        catch (FaultException fault) when (fault.Code is FaultCode.InvalidArgument or FaultCode.ResourceExhausted or FaultCode.DeadlineExceeded)
        {
            return View.Of<SearchView, SearchModel>("Search", new(text, surface, null, fault.Message));
        }
    }
}

/// <summary>The model of the search page.</summary>
/// <param name="Text">The query; null for none.</param>
/// <param name="Surface">The surface to search; null for all.</param>
/// <param name="Found">The hits; null without a query or with a problem.</param>
/// <param name="Problem">The problem of the query.</param>
public sealed record SearchModel(string? Text, string? Surface, SearchDocuments.Response? Found, string? Problem);
