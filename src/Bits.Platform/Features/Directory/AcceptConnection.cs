using Bits.Platform.Features.Notifications;
using Bits.Platform.Rpc;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Directory;

/// <summary>Accepts the request of a person: each now sees what the other shows to connections.</summary>
[Rpc(
    "directory.v1/AcceptConnection", DirectoryCapabilities.Connect,
    Example = """{"userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11"}""",
    Answer = """{"changed":true}""")]
public sealed class AcceptConnection(Notifier notifier) : IRpc<AcceptConnection.Request, AcceptConnection.Response>
{
    /// <summary>Who has asked.</summary>
    /// <param name="UserId">The person.</param>
    public sealed record Request(Guid UserId);

    /// <summary>The result.</summary>
    /// <param name="Changed">Whether the call changed anything; false when they are connected already.</param>
    public sealed record Response(bool Changed);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var (me, other) = (call.Caller.UserId, request.UserId);
        var changed = (await Connection.LockAsync(call.Db, me, other, ct))?.SeenBy(me) switch
        {
            ConnectionView.Received => await WriteAsync(call.Db, me, other, notifier, ct),
            ConnectionView.Connected => false,
            _ => throw FaultException.NotFound("request_not_found", "There is no request of this person. Ask them yourself."),
        };

        call.Audit.Target("user", other).If(changed);
        return new(changed);
    }

    /// <summary>Connects two people whose row is locked, and tells the one who has asked.</summary>
    internal static async Task<bool> WriteAsync(NpgsqlConnection db, Guid me, Guid other, Notifier notifier, CancellationToken ct)
    {
        const string sql = """
            update directory_connection set state = 'accepted', decided_at = now() where low_id = $1 and high_id = $2
            """;

        var (low, high) = Connection.Pair(me, other);
        await db.ExecuteAsync(sql, [low, high], ct);
        await notifier.NotifyAsync(db, ConnectionAcceptedText.Of(me, other), [other], ct);
        return true;
    }
}
