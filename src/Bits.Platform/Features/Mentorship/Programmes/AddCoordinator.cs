using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Mentorship.Programmes;

/// <summary>Makes a user a coordinator of a programme. Coordinators read every application, so they cannot apply.</summary>
[Rpc(
    "mentorship.v1/AddCoordinator", MentorshipCapabilities.Coordinate, Audit = AuditClass.Admin,
    Example = """{"programmeId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11"}""",
    Answer = """{"outcome":"added"}""")]
public sealed class AddCoordinator(Memberships memberships, AccountDirectory accounts) : IRpc<AddCoordinator.Request, AddCoordinator.Response>
{
    /// <summary>The user to add.</summary>
    /// <param name="ProgrammeId">The programme.</param>
    /// <param name="UserId">The user.</param>
    public sealed record Request(Guid ProgrammeId, Guid UserId) : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.MentorshipProgramme(ProgrammeId);
    }

    /// <summary>The result.</summary>
    /// <param name="Outcome">Added, or already a member.</param>
    public sealed record Response(AddOutcome Outcome);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        await Programme.LockAsync(call.Db, request.ProgrammeId, ct); // applications hold it
        if (await accounts.FindEnabledAsync(call.Db, request.UserId, ct) is null)
            throw FaultException.NotFound("user_not_found", $"There is no user {request.UserId}.");
        if (await memberships.RoleAsync(call.Db, request.UserId, call.Scope, ct) is MemberRole.Mentor or MemberRole.Mentee)
            throw FaultException.FailedPrecondition(
                "applicant_cannot_coordinate", "This user has applied to the programme. They withdraw the application first.");

        var added = await memberships.AddMemberAsync(
            call.Db, new(request.UserId, call.Scope, MemberRole.Coordinator), OnBanned.Refuse, Change.By(call.Caller.UserId, "added"), ct);
        if (added == AddOutcome.Banned)
            throw FaultException.FailedPrecondition("banned", "This user is banned from the programme. Lift the ban first.");

        call.Audit.Target("user", request.UserId).If(added != AddOutcome.AlreadyMember);
        return new(added);
    }
}
