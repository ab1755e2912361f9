using Bits.Platform.Rpc;
using Bits.Shared;

namespace Bits.Platform.Features.SigningIn.Passkeys;

/// <summary>Lists the passkeys of the caller.</summary>
[Rpc(
    "signin.v1/ListPasskeys", SigningInCapabilities.Self, Reads = true,
    Example = """{}""",
    Answer = """{"isAvailable":true,"passkeys":[{"passkeyId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12","name":"Phone","createdAt":"2026-11-23T18:00:00Z","lastUsedAt":null}]}""")]
public sealed class ListPasskeys(PasskeyProtocol protocol) : IRpc<ListPasskeys.Request, ListPasskeys.Response>
{
    /// <summary>An empty request.</summary>
    public sealed record Request;

    /// <summary>The passkeys.</summary>
    /// <param name="IsAvailable">Whether this platform has passkeys.</param>
    /// <param name="Passkeys">The passkeys, the oldest first; at most 20.</param>
    public sealed record Response(bool IsAvailable, IReadOnlyList<Passkey> Passkeys);

    /// <summary>A passkey.</summary>
    /// <param name="PasskeyId">The id.</param>
    /// <param name="Name">The name by the user.</param>
    /// <param name="CreatedAt">The time at which it was added.</param>
    /// <param name="LastUsedAt">The time of the latest sign-in; null before the first.</param>
    public sealed record Passkey(Guid PasskeyId, string Name, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        const string sql = """
            select id, name, created_at, last_used_at
            from sign_in_passkey
            where user_id = $1
            order by created_at, id
            """;

        return new(protocol.IsAvailable, await call.Db.QueryAsync(
            sql, [call.Caller.UserId],
            row => new Passkey(row.GetGuid(0), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2), row.Nullable<DateTimeOffset>(3)), ct));
    }
}
