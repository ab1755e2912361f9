using Bits.Pages.Hosting;
using Bits.Platform.Features.Notifications;
using Bits.Web.Hosting;

namespace Bits.Web.Features.Notifications;

/// <summary>The latest unread notifications.</summary>
sealed class UnreadPanel(PageCalls calls) : IHomePanel
{
    const int Looked = 30;
    const int MaxShown = 5;

    /// <inheritdoc />
    public HomeColumn Column => HomeColumn.Side;

    /// <inheritdoc />
    public async Task<View?> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var page = await calls.InvokeAsync<ListInbox.Response>(
            "notifications.v1/ListInbox", new ListInbox.Request(Looked), call.User, ct);
        var unread = page.Items.Where(item => item is { ReadAt: null, Title: not null }).Take(MaxShown).ToList();

        return unread.Count == 0 ? null : View.Of<UnreadPanelView, UnreadPanelModel>("New for you", new(unread));
    }
}

/// <summary>The model of the panel.</summary>
public sealed record UnreadPanelModel(IReadOnlyList<InboxItem> Items);
