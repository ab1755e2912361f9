using Bits.Jobs;
using Bits.Membership;
using Bits.Platform.Audit;
using Bits.Platform.Features.Mentorship.Programmes;
using Bits.Platform.Features.Mentorship.Runs;
using Bits.Platform.Rpc;
using Bits.Shared;

namespace Bits.Platform.Features.Mentorship.Pairs;

/// <summary>Approves all proposals of a run in the background.</summary>
[Rpc(
    "mentorship.v1/ApproveRun", MentorshipCapabilities.Coordinate, Audit = AuditClass.Admin,
    Example = """{"programmeId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","runId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f13"}""",
    Answer = """{"proposals":40}""")]
public sealed class ApproveRun(JobQueue jobs) : IRpc<ApproveRun.Request, ApproveRun.Response>
{
    /// <summary>The run.</summary>
    /// <param name="ProgrammeId">The programme.</param>
    /// <param name="RunId">The run.</param>
    public sealed record Request(Guid ProgrammeId, Guid RunId) : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.MentorshipProgramme(ProgrammeId);
    }

    /// <summary>The result.</summary>
    /// <param name="Proposals">The number of proposals to approve.</param>
    public sealed record Response(long Proposals);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        const string sql = "select count(*) from mentorship_pair where programme_id = $1 and run_id = $2 and state = 'proposed'";

        var programme = await Programme.HoldAsync(call.Db, request.ProgrammeId, ct);
        programme.RequireState("pairs are approved in review and later", ProgrammeState.Review, ProgrammeState.Active);
        var run = await MatchingRun.GetAsync(call.Db, programme.Id, request.RunId, ct);
        var proposals = await call.Db.FindAsync(sql, [programme.Id, run.RunId], row => row.GetInt64(0), ct);
        if (proposals > 0)
            await jobs.EnqueueAsync(
                call.Db, new ApproveProposals(programme.Id, run.RunId, call.Caller.UserId), MentorshipJson.Default.ApproveProposals, ct);

        call.Audit.Target("run", run.RunId).If(proposals > 0);
        return new(proposals);
    }
}

/// <summary>Approves all proposals of a run.</summary>
/// <param name="ProgrammeId">The programme.</param>
/// <param name="RunId">The run.</param>
/// <param name="ApprovedBy">The coordinator.</param>
public sealed record ApproveProposals(Guid ProgrammeId, Guid RunId, Guid ApprovedBy) : IJobArgs
{
    /// <inheritdoc />
    public static string Kind => "mentorship.approve_proposals";
}

/// <summary>Approves page by page.</summary>
/// <remarks>Idempotent: what is approved is no proposal any more.</remarks>
sealed class ApproveProposalsHandler(SystemPipeline pipeline, PairApproval approval) : IJobHandler<ApproveProposals>
{
    const int PageSize = 500;

    public async Task HandleAsync(Job<ApproveProposals> job, CancellationToken ct)
    {
        var task = SystemTask.Of(job, AuditClass.Admin);
        for (var (after, isLast) = (Guid.Empty, false); !isLast;)
        {
            var page = await pipeline.RunAsync(task, call => ApproveAsync(call, job.Args, after, ct), ct);
            (after, isLast) = (page is [.., var last] ? last : after, page.Count < PageSize);
        }
    }

    async Task<List<Guid>> ApproveAsync(SystemCall call, ApproveProposals args, Guid after, CancellationToken ct)
    {
        const string sql = """
            select id
            from mentorship_pair
            where programme_id = $1 and run_id = $2 and state = 'proposed' and id > $3
            order by id
            limit $4
            """;

        var programme = await Programme.HoldAsync(call.Db, args.ProgrammeId, ct);
        var page = programme.State is ProgrammeState.Review or ProgrammeState.Active
            ? await call.Db.QueryAsync(sql, [args.ProgrammeId, args.RunId, after, PageSize], row => row.GetGuid(0), ct)
            : [];
        var (approved, _) = await approval.ApproveAsync(call.Db, programme, page, args.ApprovedBy, ct);
        call.Audit.Target("run", args.RunId).If(approved.Count > 0);
        return page;
    }
}
