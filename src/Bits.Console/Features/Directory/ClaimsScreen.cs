using Bits.Pages.Hosting;
using Bits.Platform.Features.Directory.Claiming;

namespace Bits.Console.Features.Directory;

/// <summary>Shows the claims that wait with the people whom each may be, or the decided ones.</summary>
sealed class ClaimsScreen(PageCalls calls) : IScreen
{
    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var isDecided = call.Text("state") == "decided";
        return View.Of<ClaimsView, ClaimsModel>("Claims", new(
            isDecided,
            await calls.InvokeAsync<ListClaims.Response>(
                "directory.v1/ListClaims", new ListClaims.Request(isDecided, Cursor: call.Text("after")), call.User, ct)));
    }
}

/// <summary>The model of the claims.</summary>
public sealed record ClaimsModel(bool IsDecided, ListClaims.Response Page);
