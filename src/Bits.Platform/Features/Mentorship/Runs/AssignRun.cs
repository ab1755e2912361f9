using System.Text.Json.Serialization;
using Bits.Jobs;
using Bits.Platform.Features.Mentorship.Pairs;
using Bits.Platform.Features.Mentorship.Programmes;
using Bits.Platform.Features.People;
using Bits.Platform.Rpc;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Mentorship.Runs;

/// <summary>Assigns the mentees of a run when all are scored, stores the proof, and proposes the pairs.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Batch">The counts of the batch.</param>
public sealed record AssignRun(Guid RunId, [property: JsonPropertyName("batch")] BatchEnd? Batch = null) : IJobArgs
{
    /// <inheritdoc />
    public static string Kind => "mentorship.assign_run";
}

/// <summary>Finishes a run.</summary>
/// <remarks>Idempotent: result, proposals and the end of the run are one transaction; a run that has ended is left alone. A mentee
/// whose job has died is scored here.</remarks>
sealed class AssignRunHandler(SystemPipeline pipeline, Blocks blocks, JobQueue jobs) : IJobHandler<AssignRun>
{
    public Task HandleAsync(Job<AssignRun> job, CancellationToken ct) => pipeline.RunAsync(
        SystemTask.Of(job), call => AssignAsync(call, job.Args.RunId, ct), ct);

    async Task<bool> AssignAsync(SystemCall call, Guid runId, CancellationToken ct)
    {
        call.Audit.Target("run", runId).If(changed: false);
        if (await MatchingRun.FindAsync(call.Db, runId, ct) is not { State: RunState.Scoring } run)
            return false;

        var input = await RunInput.LoadAsync(call.Db, run, ct);
        var result = input.Assign(run.Policy, ct);

        var programme = await Programme.LockAsync(call.Db, run.ProgrammeId, ct);
        if (!await TakeAsync(call.Db, runId, ct))
            return false;
        await RunResults.StoreAsync(call.Db, runId, input, result, ct);
        var proposed = run.Kind == RunKind.Run ? await ProposeAsync(call.Db, programme, run, input, result, ct) : (int?)null;
        await FinishAsync(call.Db, runId, result, proposed, ct);
        await jobs.EnqueueAsync(call.Db, new NotifyRun(runId), MentorshipJson.Default.NotifyRun, ct);

        call.Audit.If(changed: true);
        return true;
    }

    // Two attempts at once, after a lost lease: one finds the run ended.
    static Task<bool> TakeAsync(NpgsqlConnection db, Guid runId, CancellationToken ct)
    {
        const string sql = "select true from mentorship_run where id = $1 and state = 'scoring' for update";

        return db.FindAsync(sql, [runId], row => row.GetBoolean(0), ct);
    }

    async Task<int> ProposeAsync(
        NpgsqlConnection db, Programme programme, MatchingRun run, RunInput input, RunResult result, CancellationToken ct)
    {
        // Since the snapshot a mentee may have got a mentor by hand, or an applicant may have withdrawn.
        const string sql = """
            insert into mentorship_pair (id, programme_id, mentor_user_id, mentee_user_id, run_id, score, state)
            select n.id, $1, n.mentor, n.mentee, $2, n.score, 'proposed'
            from unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::int[]) as n (id, mentor, mentee, score)
            join mentorship_application m on m.programme_id = $1 and m.user_id = n.mentor and m.state = 'submitted' and m.role = 'mentor'
            join mentorship_application e on e.programme_id = $1 and e.user_id = n.mentee and e.state = 'submitted' and e.role = 'mentee'
            on conflict do nothing
            """;

        if (programme.State == ProgrammeState.Closed)
            return 0;

        var pairs = result.Assignment.Pairs.Select(pair => (Mentor: input.Mentors[pair.Mentor].UserId, Mentee: input.Mentees[pair.Mentee].UserId, Score: input.ScoreOf(pair))).ToList();
        var apart = await blocks.ListAmongAsync(db, [.. pairs.SelectMany(pair => new[] { pair.Mentor, pair.Mentee }).Distinct()], ct);
        pairs.RemoveAll(pair => apart.Contains((pair.Mentor, pair.Mentee)));
        var proposed = await db.ExecuteAsync(
            sql,
            [
                programme.Id, run.RunId, pairs.Select(_ => Guid.CreateVersion7()).ToArray(), pairs.Select(pair => pair.Mentor).ToArray(),
                pairs.Select(pair => pair.Mentee).ToArray(), pairs.Select(pair => pair.Score).ToArray(),
            ], ct);
        if (programme.State == ProgrammeState.Matching)
            await ChangeProgrammeState.WriteAsync(db, programme.Id, ProgrammeState.Review, ct);
        return proposed;
    }

    static Task<int> FinishAsync(NpgsqlConnection db, Guid runId, RunResult result, int? proposed, CancellationToken ct)
    {
        const string sql = """
            update mentorship_run
            set state = 'finished', pairs = $2, value = $3, bound = $4, proposed = $5, finished_at = now()
            where id = $1
            """;

        return db.ExecuteAsync(
            sql, [runId, result.Assignment.Pairs.Count, result.Assignment.Value, result.Bound, proposed], ct);
    }
}
