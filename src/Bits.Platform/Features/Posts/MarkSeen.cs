using Bits.Platform.Rpc;
using Bits.Shared;

namespace Bits.Platform.Features.Posts;

/// <summary>Marks how far the caller has read the feed. The mark never moves back.</summary>
[Rpc(
    "feed.v1/MarkSeen", PostCapabilities.Use,
    Example = """{"until":"2026-11-23T18:00:00Z"}""",
    Answer = """{"seenAt":"2026-11-23T18:00:00Z"}""")]
public sealed class MarkSeen : IRpc<MarkSeen.Request, MarkSeen.Response>
{
    /// <summary>The place.</summary>
    /// <param name="Until">The time of the latest post that the caller has seen.</param>
    public sealed record Request(DateTimeOffset Until);

    /// <summary>The mark.</summary>
    /// <param name="SeenAt">The mark after the call, never in the future.</param>
    public sealed record Response(DateTimeOffset SeenAt);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        const string sql = """
            insert into posts_visit as v (user_id, seen_at)
            values ($1, least($2, now()))
            on conflict on constraint posts_visit_once do update set seen_at = excluded.seen_at
            where v.seen_at < excluded.seen_at
            returning seen_at
            """;
        const string present = "select seen_at from posts_visit where user_id = $1";

        var moved = await call.Db.FindAsync(
            sql, [call.Caller.UserId, request.Until.ToUniversalTime()], row => row.Nullable<DateTimeOffset>(0), ct);

        call.Audit.If(moved is not null);
        return new(moved ?? await call.Db.FindAsync(
            present, [call.Caller.UserId], row => row.GetFieldValue<DateTimeOffset>(0), ct));
    }
}
