using Bits.Pages.Hosting;
using Bits.Platform.Features.Posts;
using Bits.Web.Hosting;

namespace Bits.Web.Features.Posts;

/// <summary>The latest posts of everything that the member belongs to.</summary>
sealed class FeedPanel(PageCalls calls) : IHomePanel
{
    const int PageSize = 20;

    /// <inheritdoc />
    public HomeColumn Column => HomeColumn.Main;

    /// <inheritdoc />
    public async Task<View?> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var page = await calls.InvokeAsync<ListFeed.Response>(
            "feed.v1/ListFeed", new ListFeed.Request(PageSize, call.Text("after")), call.User, ct);

        return View.Of<FeedPanelView, FeedPanelModel>("Feed", new(page));
    }
}

/// <summary>The model of the feed.</summary>
public sealed record FeedPanelModel(ListFeed.Response Page);
