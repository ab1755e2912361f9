using Bits.Pages.Hosting;
using Bits.Platform.Features.Searching;
using Bits.Platform.Rpc;

namespace Bits.Web.Features.Searching;

/// <summary>Shows the first hits while the member types.</summary>
sealed class SuggestScreen(PageCalls calls) : IScreen
{
    const int MinLength = 2;
    const int MaxHits = 8;

    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var text = call.Text("q");
        var hits = text is { Length: >= MinLength } ? await FindAsync(text, call, ct) : null;

        return View.Of<SuggestView, SuggestModel>("Search", new(text, hits)) with { IsFragment = true };
    }

    // A half-typed query may be wrong; the page of results says why.
    async Task<IReadOnlyList<HitView>?> FindAsync(string text, ScreenCall call, CancellationToken ct)
    {
        try
        {
            return (await calls.InvokeAsync<SearchDocuments.Response>(
                "search.v1/Search", new SearchDocuments.Request(text, Limit: MaxHits, LastWordIsPrefix: true), call.User, ct)).Hits;
        }
        catch (FaultException fault) when (fault.Code is FaultCode.InvalidArgument or FaultCode.ResourceExhausted or FaultCode.DeadlineExceeded)
        {
            return null;
        }
    }
}

/// <summary>The model of the suggestions.</summary>
/// <param name="Text">What was typed.</param>
/// <param name="Hits">The first hits; null without a question.</param>
public sealed record SuggestModel(string? Text, IReadOnlyList<HitView>? Hits);
