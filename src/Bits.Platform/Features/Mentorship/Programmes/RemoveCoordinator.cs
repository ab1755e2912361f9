using Bits.Membership;
using Bits.Platform.Audit;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Mentorship.Programmes;

/// <summary>Ends the role of a coordinator. The last one stays.</summary>
[Rpc(
    "mentorship.v1/RemoveCoordinator", MentorshipCapabilities.Coordinate, Audit = AuditClass.Admin,
    Example = """{"programmeId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","reason":"changes jobs"}""",
    Answer = """{"isRemoved":true}""")]
public sealed class RemoveCoordinator(Memberships memberships) : IRpc<RemoveCoordinator.Request, RemoveCoordinator.Response>
{
    /// <summary>The coordinator to remove.</summary>
    /// <param name="ProgrammeId">The programme.</param>
    /// <param name="UserId">The coordinator.</param>
    /// <param name="Reason">The reason; kept in the history of the membership.</param>
    public sealed record Request(
        Guid ProgrammeId, Guid UserId, [property: Text(Change.MaxReasonLength)] string Reason = "removed") : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.MentorshipProgramme(ProgrammeId);
    }

    /// <summary>The result.</summary>
    /// <param name="IsRemoved">Whether the user was a coordinator.</param>
    public sealed record Response(bool IsRemoved);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        await Programme.LockAsync(call.Db, request.ProgrammeId, ct);
        var isCoordinator = await memberships.RoleAsync(call.Db, request.UserId, call.Scope, ct) == MemberRole.Coordinator;
        if (isCoordinator && (await memberships.CountByRoleAsync(call.Db, call.Scope, ct)).GetValueOrDefault(MemberRole.Coordinator) == 1)
            throw FaultException.FailedPrecondition(
                "last_coordinator", "This is the only coordinator of the programme. Add another one first.");
        if (isCoordinator)
            await memberships.RemoveMemberAsync(
                call.Db, request.UserId, call.Scope, Change.By(call.Caller.UserId, request.Reason), ct);

        call.Audit.Target("user", request.UserId).Because(request.Reason).If(isCoordinator);
        return new(isCoordinator);
    }
}
