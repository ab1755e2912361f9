using Bits.Platform.Features.Notifications;
using Bits.Platform.Rpc;
using Bits.Shared;

namespace Bits.Platform.Features.Directory;

/// <summary>Ends a connection, or takes back the caller's own request. The other person is not told.</summary>
[Rpc(
    "directory.v1/RemoveConnection", DirectoryCapabilities.Connect,
    Example = """{"userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11"}""",
    Answer = """{"changed":true}""")]
public sealed class RemoveConnection(Notifier notifier) : IRpc<RemoveConnection.Request, RemoveConnection.Response>
{
    /// <summary>The other person.</summary>
    /// <param name="UserId">The person.</param>
    public sealed record Request(Guid UserId);

    /// <summary>The result.</summary>
    /// <param name="Changed">Whether the call changed anything.</param>
    public sealed record Response(bool Changed);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        // A declined request stays: taking it back must not open the way to another one.
        const string sql = """
            delete from directory_connection
            where low_id = $1 and high_id = $2 and (state = 'accepted' or (state = 'pending' and requested_by = $3))
            """;

        var (me, other) = (call.Caller.UserId, request.UserId);
        var (low, high) = Connection.Pair(me, other);
        var changed = await call.Db.ExecuteAsync(sql, [low, high, me], ct) > 0;
        if (changed)
            await notifier.TakeBackAsync(call.Db, ConnectionRequestText.KindName, [ConnectionRequestText.SubjectOf(me, other)], ct);

        call.Audit.Target("user", other).If(changed);
        return new(changed);
    }
}
