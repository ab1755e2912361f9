using Bits.Pages.Hosting;
using Bits.Platform.Features.Notifications;

namespace Bits.Web.Features.Notifications;

/// <summary>Shows the inbox.</summary>
sealed class NotificationsScreen(PageCalls calls) : IScreen
{
    const int PageSize = 30;

    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct) =>
        View.Of<NotificationsView, NotificationsModel>("Notifications", new(await calls.InvokeAsync<ListInbox.Response>(
            "notifications.v1/ListInbox", new ListInbox.Request(PageSize, call.Text("after")), call.User, ct)));
}

/// <summary>The model of the inbox.</summary>
public sealed record NotificationsModel(ListInbox.Response Page)
{
    /// <summary>Gets the unread ones.</summary>
    public IReadOnlyList<InboxItem> Unread => [.. Page.Items.Where(item => item.ReadAt is null)];
}
