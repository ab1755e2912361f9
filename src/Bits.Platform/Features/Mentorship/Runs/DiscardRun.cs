using Bits.Membership;
using Bits.Platform.Audit;
using Bits.Platform.Features.Mentorship.Programmes;
using Bits.Platform.Rpc;
using Bits.Shared;

namespace Bits.Platform.Features.Mentorship.Runs;

/// <summary>Discards the proposals of a run that wait for approval, so that another run may propose the same pairs. Only coordinators
/// had seen them. A run that is under way, or does not come to its end because a job has died, is stopped and deleted.</summary>
[Rpc(
    "mentorship.v1/DiscardRun", MentorshipCapabilities.Coordinate, Audit = AuditClass.Admin,
    Example = """{"programmeId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","runId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f13"}""",
    Answer = """{"discarded":40}""")]
public sealed class DiscardRun : IRpc<DiscardRun.Request, DiscardRun.Response>
{
    /// <summary>The run.</summary>
    /// <param name="ProgrammeId">The programme.</param>
    /// <param name="RunId">The run.</param>
    public sealed record Request(Guid ProgrammeId, Guid RunId) : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.MentorshipProgramme(ProgrammeId);
    }

    /// <summary>The result.</summary>
    /// <param name="Discarded">The number of discarded proposals.</param>
    public sealed record Response(int Discarded);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        const string proposals = "delete from mentorship_pair where programme_id = $1 and run_id = $2 and state = 'proposed'";
        const string end = "update mentorship_run set state = 'discarded' where id = $1 and state = 'finished'";

        await Programme.HoldAsync(call.Db, request.ProgrammeId, ct);
        var run = await MatchingRun.GetAsync(call.Db, request.ProgrammeId, request.RunId, ct);
        if (run.State == RunState.Scoring)
        {
            await MatchingRun.DeleteAsync(call.Db, [run.RunId], ct); // its jobs find no run, and do nothing
            call.Audit.Target("run", run.RunId);
            return new(0);
        }

        var discarded = await call.Db.ExecuteAsync(proposals, [request.ProgrammeId, run.RunId], ct);
        var isChanged = await call.Db.ExecuteAsync(end, [run.RunId], ct) > 0 || discarded > 0;

        call.Audit.Target("run", run.RunId).If(isChanged);
        return new(discarded);
    }
}
