using Bits.Platform.Audit;
using Bits.Platform.Features.Notifications.Sending;
using Bits.Platform.Rpc;
using Bits.Shared;

namespace Bits.Platform.Features.Notifications;

/// <summary>Lists the addresses that get nothing more, for operators.</summary>
[Rpc(
    "notifications.v1/ListSuppressions", NotificationCapabilities.Inspect, Shows = true, Audit = AuditClass.Admin,
    Example = """{"limit":50}""",
    Answer = """{"suppressions":[{"channel":"email","address":"asha@example.org","reason":"bounced","since":"2026-11-23T18:00:00Z"}],"nextCursor":null}""")]
public sealed class ListSuppressions : IRpc<ListSuppressions.Request, ListSuppressions.Response>
{
    /// <summary>The page to list.</summary>
    /// <param name="Limit">The maximum page size, 1 to 100.</param>
    /// <param name="Cursor">The nextCursor of the previous page; null for the first page.</param>
    public sealed record Request([property: PageSize] int Limit = 50, [property: PageCursor] string? Cursor = null);

    /// <summary>A page.</summary>
    /// <param name="Suppressions">The addresses, by channel and address.</param>
    /// <param name="NextCursor">The cursor of the next page; null on the last page.</param>
    public sealed record Response(IReadOnlyList<Suppression> Suppressions, string? NextCursor);

    /// <summary>An address.</summary>
    /// <param name="Channel">The channel.</param>
    /// <param name="Address">The address.</param>
    /// <param name="Reason">Bounced or complained.</param>
    /// <param name="Since">Since when.</param>
    public sealed record Suppression(string Channel, string Address, SuppressionReason Reason, DateTimeOffset Since);

    readonly record struct Place(string Channel, string Address);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        const string sql = """
            select channel, address, reason, since
            from notifications_suppression
            where (channel, address) > ($1, $2)
            order by channel, address
            limit $3
            """;

        var after = call.Cursors.Read<Place>(request.Cursor) ?? new("", "");
        var page = await call.Db.QueryAsync(
            sql, [after.Channel, after.Address, request.Limit],
            row => new Suppression(
                row.GetString(0), row.GetString(1), EnumText.Parse<SuppressionReason>(row.GetString(2)), row.GetFieldValue<DateTimeOffset>(3)), ct);
        return new(page, call.Cursors.Next(page, request.Limit, s => new Place(s.Channel, s.Address)));
    }
}
