using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Shared;

namespace Bits.Platform.Accounts;

/// <summary>Lists the browser sessions of the caller.</summary>
[Rpc(
    "accounts.v1/ListSessions", Capabilities.AccountsSelf, Reads = true,
    Example = """{}""",
    Answer = """{"sessions":[{"sessionId":"browser:5f70…","client":"Mozilla/5.0","createdAt":"2026-11-23T18:00:00Z","expiresAt":"2026-11-24T06:00:00Z","isThis":true}]}""")]
public sealed class ListSessions : IRpc<ListSessions.Request, ListSessions.Response>
{
    /// <summary>An empty request.</summary>
    public sealed record Request;

    /// <summary>The sessions.</summary>
    /// <param name="Sessions">The active sessions, the latest first; at most 100.</param>
    public sealed record Response(IReadOnlyList<Session> Sessions);

    /// <summary>A session.</summary>
    /// <param name="SessionId">The id.</param>
    /// <param name="Client">The browser's user agent.</param>
    /// <param name="CreatedAt">The start time.</param>
    /// <param name="ExpiresAt">The time of expiry.</param>
    /// <param name="IsThis">Whether the call comes from this session.</param>
    public sealed record Session(
        string SessionId, string? Client, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, bool IsThis);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        const string sql = """
            select id, client, created_at, expires_at
            from accounts_session
            where user_id = $1 and kind = 'browser' and ended_at is null and expires_at > now()
            order by created_at desc, id
            limit 100
            """;

        return new(await call.Db.QueryAsync(
            sql, [call.Caller.UserId],
            row => new Session(
                row.GetString(0), row.NullableString(1), row.GetFieldValue<DateTimeOffset>(2),
                row.GetFieldValue<DateTimeOffset>(3), row.GetString(0) == call.Caller.SessionId), ct));
    }
}
