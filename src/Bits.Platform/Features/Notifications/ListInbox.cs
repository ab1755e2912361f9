using System.ComponentModel.DataAnnotations;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;

namespace Bits.Platform.Features.Notifications;

/// <summary>Lists the caller's notifications, the latest first. One of a scope where the caller may not read any more comes
/// without its words.</summary>
[Rpc(
    "notifications.v1/ListInbox", Capabilities.NotificationsSelf, Reads = true,
    Example = """{"limit":20}""",
    Answer = """{"items":[{"notificationId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12","kind":"groups.notify_post","subjectId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12","title":"Asha Rao posted in Rowing in Goa","body":"Who comes to the regatta?","createdAt":"2026-11-23T18:00:00Z","readAt":null}],"nextCursor":null}""")]
public sealed class ListInbox(Inbox inbox) : IRpc<ListInbox.Request, ListInbox.Response>
{
    /// <summary>Which of them.</summary>
    /// <param name="Limit">The longest page, 1 to 100.</param>
    /// <param name="Cursor">The nextCursor of the page before; nothing for the first page.</param>
    public sealed record Request(
        [property: Range(1, 100, ErrorMessage = "must be 1 to 100.")] int Limit = 20,
        [property: Text(PageCursors.MaxLength, TextKind.Id)] string? Cursor = null);

    /// <summary>A page.</summary>
    /// <param name="Items">The notifications.</param>
    /// <param name="NextCursor">Leads to the next page; null on the last one.</param>
    public sealed record Response(IReadOnlyList<InboxItem> Items, string? NextCursor);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var after = call.Cursors.Read<InboxPlace>(request.Cursor);
        var items = await inbox.ListAsync(call.Db, call.Caller, after, request.Limit, ct);

        return new(
            items,
            items.Count == request.Limit
                ? call.Cursors.Write(new InboxPlace(items[^1].CreatedAt, items[^1].NotificationId))
                : null);
    }
}
