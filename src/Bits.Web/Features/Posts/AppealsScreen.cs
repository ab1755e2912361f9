using Bits.Pages.Hosting;
using Bits.Platform.Features.Posts.Moderation;

namespace Bits.Web.Features.Posts;

/// <summary>Shows the open appeals that the member answers, in all scopes.</summary>
sealed class AppealsScreen(PageCalls calls) : IScreen
{
    const int PageSize = 20;

    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct) => View.Of<AppealsView, ListAppeals.Response>(
        "Appeals", await calls.InvokeAsync<ListAppeals.Response>(
            "moderation.v1/ListAppeals", new ListAppeals.Request(PageSize, call.Text("after")), call.User, ct));
}
