using Bits.Membership;
using Bits.Platform.Features.Mentorship.Reports;
using Bits.Platform.Rpc;
using Bits.Shared;

namespace Bits.Platform.Features.Mentorship.Runs;

/// <summary>Shows a run: settings, progress, result, fairness, and how it differs from the pairs of now or from another run.</summary>
[Rpc(
    "mentorship.v1/GetRun", MentorshipCapabilities.Coordinate, Reads = true,
    Example = """{"programmeId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","runId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f13"}""",
    Answer = """{"run":{"runId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f13","programmeId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","kind":"dry_run","state":"scoring","policy":"stable","weights":{"topic":20,"language":10,"city":15,"timeZone":5,"preference":30,"gender":10},"seed":0,"inputHash":"9f0e","mentees":40,"mentors":12,"places":30,"scored":7,"pairs":null,"value":null,"bound":null,"proposed":null,"startedBy":null,"startedAt":"2027-01-16T00:00:00Z","finishedAt":null,"isRedacted":false},"difference":null,"fairness":[]}""")]
public sealed class GetRun : IRpc<GetRun.Request, GetRun.Response>
{
    /// <summary>The run to show.</summary>
    /// <param name="ProgrammeId">The programme.</param>
    /// <param name="RunId">The run.</param>
    /// <param name="CompareWith">Another run of the programme; null: the open pairs of now.</param>
    public sealed record Request(Guid ProgrammeId, Guid RunId, Guid? CompareWith = null) : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.MentorshipProgramme(ProgrammeId);
    }

    /// <summary>The run.</summary>
    /// <param name="Run">The run.</param>
    /// <param name="Difference">How its pairs differ; null until it has finished.</param>
    /// <param name="Fairness">How groups of mentees fare in it; empty until it has finished.</param>
    public sealed record Response(MatchingRun Run, RunDifference? Difference, IReadOnlyList<FairnessRow> Fairness);

    /// <summary>How the pairs of a run differ from others.</summary>
    /// <param name="Same">Mentees with the same mentor in both.</param>
    /// <param name="Changed">Mentees with another mentor.</param>
    /// <param name="OnlyHere">Mentees with a mentor in this run alone.</param>
    /// <param name="OnlyThere">Mentees with a mentor in the other alone.</param>
    public sealed record RunDifference(long Same, long Changed, long OnlyHere, long OnlyThere);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var run = await MatchingRun.GetAsync(call.Db, request.ProgrammeId, request.RunId, ct);
        if (request.CompareWith is { } other)
            await MatchingRun.GetAsync(call.Db, request.ProgrammeId, other, ct);
        if (run.State == RunState.Scoring)
            return new(run, null, []);

        return new(run, await CompareAsync(call, request, ct), await Fairness.OfRunAsync(call.Db, run.RunId, ct));
    }

    static async Task<RunDifference> CompareAsync(RpcContext call, Request request, CancellationToken ct)
    {
        const string sql = """
            with here as (
                select e.user_id as mentee, m.user_id as mentor
                from mentorship_run_mentee e
                join mentorship_run_mentor m on m.run_id = e.run_id and m.place = e.mentor_place
                where e.run_id = $1),
            there as (
                select e.user_id as mentee, m.user_id as mentor
                from mentorship_run_mentee e
                join mentorship_run_mentor m on m.run_id = e.run_id and m.place = e.mentor_place
                where e.run_id = $2
                union all
                select mentee_user_id, mentor_user_id
                from mentorship_pair
                where $2::uuid is null and programme_id = $3 and state in ('proposed', 'approved', 'active'))
            select count(*) filter (where here.mentor = there.mentor), count(*) filter (where here.mentor <> there.mentor),
                   count(*) filter (where there.mentor is null), count(*) filter (where here.mentor is null)
            from here
            full join there on there.mentee = here.mentee
            """;

        return (await call.Db.FindAsync(
            sql, [request.RunId, request.CompareWith, request.ProgrammeId],
            row => new RunDifference(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)), ct))!;
    }
}
