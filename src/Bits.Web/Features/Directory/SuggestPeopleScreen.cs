using Bits.Pages.Hosting;
using Bits.Platform.Features.Directory;
using Bits.Platform.Rpc;

namespace Bits.Web.Features.Directory;

/// <summary>Shows the first people while the member types.</summary>
sealed class SuggestPeopleScreen(PageCalls calls) : IScreen
{
    const int MinLength = 2;
    const int MaxShown = 6;

    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var text = call.Text("q");
        var people = text is { Length: >= MinLength } ? await FindAsync(text, call, ct) : null;

        return View.Of<SuggestPeopleView, SuggestPeopleModel>("Directory", new(text, people)) with { IsFragment = true };
    }

    // A half-typed text may be wrong; the page of results says why.
    async Task<IReadOnlyList<SuggestPeople.Item>?> FindAsync(string text, ScreenCall call, CancellationToken ct)
    {
        try
        {
            return (await calls.InvokeAsync<SuggestPeople.Response>(
                "directory.v1/SuggestPeople", new SuggestPeople.Request(text, MaxShown), call.User, ct)).People;
        }
        catch (FaultException fault) when (fault.Code is FaultCode.InvalidArgument or FaultCode.ResourceExhausted or FaultCode.DeadlineExceeded)
        {
            return null;
        }
    }
}

/// <summary>The model of the suggestions.</summary>
/// <param name="Text">The typed text.</param>
/// <param name="People">The first people; null without a question.</param>
public sealed record SuggestPeopleModel(string? Text, IReadOnlyList<SuggestPeople.Item>? People);
