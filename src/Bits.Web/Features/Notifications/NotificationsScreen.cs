using Bits.Pages.Hosting;
using Bits.Platform.Features.Notifications;

namespace Bits.Web.Features.Notifications;

/// <summary>Shows the inbox.</summary>
sealed class NotificationsScreen(PageCalls calls) : IScreen
{
    const int PageSize = 30;

    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct) =>
        View.Of<NotificationsView, NotificationsModel>("Notifications", new(
            await calls.InvokeAsync<ListInbox.Response>(
                "notifications.v1/ListInbox",
                new ListInbox.Request(PageSize, call.Text("after"), OnlyUnread: call.Text("show") == NotificationsModel.Unread), call.User, ct),
            OnlyUnread: call.Text("show") == NotificationsModel.Unread));
}

/// <summary>The model of the inbox.</summary>
public sealed record NotificationsModel(ListInbox.Response Page, bool OnlyUnread)
{
    /// <summary>The value of the query that shows unread ones only.</summary>
    public const string Unread = "unread";

    /// <summary>Gets the unread ones of the page.</summary>
    public IReadOnlyList<InboxItem> UnreadItems => [.. Page.Items.Where(item => item.ReadAt is null)];
}
