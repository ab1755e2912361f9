using Bits.Membership;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Groups;

/// <summary>Grants somebody's request to be let into a group. The request of somebody who is banned is turned down
/// instead.</summary>
[Rpc(
    "groups.v1/ApproveRequest", Capabilities.MembershipApprove, Audit = AuditClass.Admin,
    Example = """{"groupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","requestId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f13","reason":"Rowed with us in May."}""",
    Answer = """{"outcome":"admitted"}""")]
public sealed class ApproveRequest(Memberships memberships)
    : IRpc<ApproveRequest.Request, ApproveRequest.Response>
{
    /// <summary>Which request.</summary>
    /// <param name="GroupId">The group.</param>
    /// <param name="RequestId">The request.</param>
    /// <param name="Reason">Why; kept in the history of the membership.</param>
    public sealed record Request(
        Guid GroupId, Guid RequestId, [property: Text(Change.MaxReasonLength)] string Reason = "request granted")
        : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.Group(GroupId);
    }

    /// <summary>What came of it.</summary>
    /// <param name="Outcome">Admitted, already a member, or banned; the request is closed.</param>
    public sealed record Response(ApproveOutcome Outcome);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        // Who may decide in one scope decides nothing in another.
        if ((await memberships.FindRequestAsync(call.Db, request.RequestId, ct))?.Scope != call.Scope)
            throw NotWaiting();

        call.Audit.Target("request", request.RequestId).Because(request.Reason);
        var by = Change.By(call.Caller.UserId, request.Reason);
        return await memberships.ApproveAsync(call.Db, request.RequestId, by, ct) switch
        {
            ApproveOutcome.NotPending => throw NotWaiting(), // decided meanwhile
            var outcome => new(outcome),
        };
    }

    internal static FaultException NotWaiting() =>
        FaultException.NotFound("request_not_found", "No such request waits here; it may have been decided already.");
}
