using Bits.Membership;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Groups;

/// <summary>Rejects a request to join a group. The user may request again.</summary>
[Rpc(
    "groups.v1/RejectRequest", Capabilities.MembershipApprove, Audit = AuditClass.Admin,
    Example = """{"groupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","requestId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f13"}""",
    Answer = """{}""")]
public sealed class RejectRequest(Memberships memberships)
    : IRpc<RejectRequest.Request, RejectRequest.Response>
{
    /// <summary>The request to reject.</summary>
    /// <param name="GroupId">The group.</param>
    /// <param name="RequestId">The request.</param>
    public sealed record Request(Guid GroupId, Guid RequestId) : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.Group(GroupId);
    }

    /// <summary>An empty response.</summary>
    public sealed record Response;

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        call.Audit.Target("request", request.RequestId);
        var by = Change.By(call.Caller.UserId, "request turned down");

        return await memberships.Requests.FindAsync(call.Db, request.RequestId, ct) is { Kind: RequestKind.Request } waiting
            && waiting.Scope == call.Scope
            && await memberships.Requests.RejectAsync(call.Db, request.RequestId, by, ct)
                ? new()
                : throw ApproveRequest.NotWaiting();
    }
}
