using Bits.Platform.Rpc;
using Bits.Shared;

namespace Bits.Platform.Features.Directory;

/// <summary>Declines the request of a person. They are not told and cannot ask again; the caller can.</summary>
[Rpc(
    "directory.v1/DeclineConnection", DirectoryCapabilities.Connect,
    Example = """{"userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11"}""",
    Answer = """{"changed":true}""")]
public sealed class DeclineConnection : IRpc<DeclineConnection.Request, DeclineConnection.Response>
{
    /// <summary>Who has asked.</summary>
    /// <param name="UserId">The person.</param>
    public sealed record Request(Guid UserId);

    /// <summary>The result.</summary>
    /// <param name="Changed">Whether the call changed anything.</param>
    public sealed record Response(bool Changed);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        const string sql = """
            update directory_connection
            set state = 'declined', decided_at = now()
            where low_id = $1 and high_id = $2 and state = 'pending' and requested_by = $3
            """;

        var (low, high) = Connection.Pair(call.Caller.UserId, request.UserId);
        var changed = await call.Db.ExecuteAsync(sql, [low, high, request.UserId], ct) > 0;

        call.Audit.Target("user", request.UserId).If(changed);
        return new(changed);
    }
}
