using Bits.Pages.Hosting;
using Bits.Platform.Features.Searching;
using Bits.Platform.Rpc;

namespace Bits.Web.Features.Searching;

/// <summary>Shows the first hits while the member types.</summary>
sealed class SuggestScreen(PageCalls calls, SearchGroups groups) : IScreen
{
    const int MinLength = 2;
    const int MaxHits = 8;

    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var text = call.Text("q");
        if (text is not { Length: >= MinLength })
            return Show(new(text, [], null));

        var suggested = await groups.SuggestAsync(text, call, ct);
        return Show(new(text, suggested, await FindAsync(text, SearchGroups.Left(suggested, surface: null), call, ct)));
    }

    // A half-typed query may be wrong; the page of results says why.
    async Task<IReadOnlyList<HitView>?> FindAsync(string text, IReadOnlyList<string>? surfaces, ScreenCall call, CancellationToken ct)
    {
        try
        {
            return (await calls.InvokeAsync<SearchDocuments.Response>(
                "search.v1/Search", new SearchDocuments.Request(text, surfaces, MaxHits, LastWordIsPrefix: true), call.User, ct)).Hits;
        }
        catch (FaultException fault) when (fault.Code is FaultCode.InvalidArgument or FaultCode.ResourceExhausted or FaultCode.DeadlineExceeded)
        {
            return null;
        }
    }

    static View Show(SuggestModel model) => View.Of<SuggestView, SuggestModel>("Search", model) with { IsFragment = true };
}

/// <summary>The model of the suggestions.</summary>
/// <param name="Text">What was typed.</param>
/// <param name="Groups">What features suggest.</param>
/// <param name="Hits">The first hits; null without a question.</param>
public sealed record SuggestModel(string? Text, IReadOnlyList<FoundGroup> Groups, IReadOnlyList<HitView>? Hits);
