using Bits.Platform.Rpc;
using Bits.Platform.Texts;

namespace Bits.Platform.Features.Notifications;

/// <summary>Lists the caller's notifications, the latest first. Omits the text of those whose scope the caller may no
/// longer read.</summary>
[Rpc(
    "notifications.v1/ListInbox", NotificationCapabilities.Self, Reads = true,
    Example = """{"limit":20}""",
    Answer = """{"items":[{"notificationId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12","kind":"groups.notify_post","subjectId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12","title":"Asha Rao posted in Rowing in Goa","body":"Who comes to the regatta?","createdAt":"2026-11-23T18:00:00Z","readAt":null}],"nextCursor":null}""")]
public sealed class ListInbox(Inbox inbox) : IRpc<ListInbox.Request, ListInbox.Response>
{
    /// <summary>The page to list.</summary>
    /// <param name="Limit">The maximum page size, 1 to 100.</param>
    /// <param name="Cursor">The nextCursor of the previous page; null for the first page.</param>
    /// <param name="OnlyUnread">Whether to list only what is unread.</param>
    /// <param name="Kind">The kind to list, as GetSettings lists it; null for all.</param>
    public sealed record Request(
        [property: PageSize] int Limit = 20,
        [property: PageCursor] string? Cursor = null,
        bool OnlyUnread = false,
        [property: Text(100, TextKind.Id)] string? Kind = null);

    /// <summary>A page.</summary>
    /// <param name="Items">The notifications.</param>
    /// <param name="NextCursor">The cursor of the next page; null on the last page.</param>
    public sealed record Response(IReadOnlyList<InboxItem> Items, string? NextCursor);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var after = call.Cursors.Read<InboxPlace>(request.Cursor);
        var items = await inbox.ListAsync(
            call.Db, call.Caller, new(request.OnlyUnread, request.Kind), after, request.Limit, ct);

        return new(
            items,
            call.Cursors.Next(items, request.Limit, i => new InboxPlace(i.CreatedAt, i.NotificationId)));
    }
}
