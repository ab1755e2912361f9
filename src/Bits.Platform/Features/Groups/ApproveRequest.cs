using Bits.Membership;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Groups;

/// <summary>Approves a request to join a group. The request of a banned user is rejected instead.</summary>
[Rpc(
    "groups.v1/ApproveRequest", Capabilities.MembershipApprove, Audit = AuditClass.Admin,
    Example = """{"groupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","requestId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f13","reason":"Rowed with us in May."}""",
    Answer = """{"outcome":"admitted"}""")]
public sealed class ApproveRequest(Memberships memberships)
    : IRpc<ApproveRequest.Request, ApproveRequest.Response>
{
    /// <summary>The request to approve.</summary>
    /// <param name="GroupId">The group.</param>
    /// <param name="RequestId">The request.</param>
    /// <param name="Reason">The reason; kept in the history of the membership.</param>
    public sealed record Request(
        Guid GroupId, Guid RequestId, [property: Text(Change.MaxReasonLength)] string Reason = "request granted")
        : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.Group(GroupId);
    }

    /// <summary>The result.</summary>
    /// <param name="Outcome">Admitted, already a member, or banned; the request is closed.</param>
    public sealed record Response(ApproveOutcome Outcome);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        // A moderator of one scope may not decide in another.
        if ((await memberships.Requests.FindAsync(call.Db, request.RequestId, ct))?.Scope != call.Scope)
            throw NotWaiting();

        call.Audit.Target("request", request.RequestId).Because(request.Reason);
        var by = Change.By(call.Caller.UserId, request.Reason);
        return await memberships.Requests.ApproveAsync(call.Db, request.RequestId, by, ct) switch
        {
            ApproveOutcome.NotPending => throw NotWaiting(), // decided meanwhile
            var outcome => new(outcome),
        };
    }

    internal static FaultException NotWaiting() =>
        FaultException.NotFound("request_not_found", "There is no such pending request. It may have been decided already; list the requests again.");
}
