using Bits.Jobs;
using Bits.Membership;
using Bits.Platform.Features.Mentorship.Pairs;
using Bits.Platform.Features.Mentorship.Programmes;
using Bits.Platform.Rpc;
using Bits.Shared;

namespace Bits.Platform.Features.Mentorship.Applications;

/// <summary>Withdraws the caller's application, and ends their pairs. A repeated call changes nothing.</summary>
[Rpc(
    "mentorship.v1/WithdrawApplication", MentorshipCapabilities.Withdraw,
    Example = """{"programmeId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10"}""",
    Answer = """{"isWithdrawn":true}""")]
public sealed class WithdrawApplication(Memberships memberships, JobQueue jobs)
    : IRpc<WithdrawApplication.Request, WithdrawApplication.Response>
{
    /// <summary>The application to withdraw.</summary>
    /// <param name="ProgrammeId">The programme.</param>
    public sealed record Request(Guid ProgrammeId) : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.MentorshipProgramme(ProgrammeId);
    }

    /// <summary>The result.</summary>
    /// <param name="IsWithdrawn">Whether there was an application.</param>
    public sealed record Response(bool IsWithdrawn);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        const string sql = """
            update mentorship_application
            set state = 'withdrawn', version = version + 1, updated_at = now()
            where programme_id = $1 and user_id = $2 and state = 'submitted'
            """;

        await Programme.HoldAsync(call.Db, request.ProgrammeId, ct);
        var ended = await PairEnds.WithdrawAsync(call.Db, request.ProgrammeId, call.Caller.UserId, ct);
        var isWithdrawn = await call.Db.ExecuteAsync(sql, [request.ProgrammeId, call.Caller.UserId], ct) > 0;
        if (isWithdrawn)
            await memberships.RemoveMemberAsync(
                call.Db, call.Caller.UserId, call.Scope, Change.By(call.Caller.UserId, "withdrew the application"), ct);
        await PairEnds.NotifyLeftAsync(call.Db, jobs, ended, call.Caller.UserId, ct);
        call.Audit.Target("programme", request.ProgrammeId).If(isWithdrawn);
        return new(isWithdrawn);
    }
}
