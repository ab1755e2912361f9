using Bits.Jobs;
using Bits.Platform.Accounts;
using Bits.Platform.Features.Mentorship.Applications;
using Bits.Platform.Features.Mentorship.Programmes;
using Bits.Platform.Features.Mentorship.Runs;
using Bits.Platform.Features.People;
using Bits.Platform.Rpc;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Mentorship.Pairs;

/// <summary>Proposes the next best mentor to the coordinators, after a match of a mentee has not come about.</summary>
/// <param name="ProgrammeId">The programme.</param>
/// <param name="MenteeId">The mentee.</param>
public sealed record ProposeNext(Guid ProgrammeId, Guid MenteeId) : IJobArgs
{
    /// <inheritdoc />
    public static string Kind => "mentorship.propose_next";
}

/// <summary>Takes the scores of the latest run, and of the mentors who have a place left now the best.</summary>
/// <remarks>Idempotent: a mentee has one open pair at a time, and a pair exists once.</remarks>
sealed class ProposeNextHandler(SystemPipeline pipeline, Blocks blocks, AccountDirectory accounts, JobQueue jobs) : IJobHandler<ProposeNext>
{
    public Task HandleAsync(Job<ProposeNext> job, CancellationToken ct) => pipeline.RunAsync(
        SystemTask.Of(job), call => ProposeAsync(call, job.Args, ct), ct);

    async Task<bool> ProposeAsync(SystemCall call, ProposeNext args, CancellationToken ct)
    {
        call.Audit.Target("user", args.MenteeId).If(changed: false);
        var programme = await Programme.HoldAsync(call.Db, args.ProgrammeId, ct);
        if (programme.State is not (ProgrammeState.Review or ProgrammeState.Active)
            || await Application.HoldAsync(call.Db, programme.Id, args.MenteeId, ct) is not { State: ApplicationState.Submitted } mentee
            || await LatestRunAsync(call.Db, programme.Id, args.MenteeId, ct) is not { } run)
            return false;

        var ranked = await RankAsync(call.Db, run, args.MenteeId, ct);
        var isFree = await ListFreeAsync(call.Db, programme.Id, mentee, ct);
        foreach (var (mentor, score) in ranked)
            if (isFree.Contains(mentor)
                && await Application.HoldAsync(call.Db, programme.Id, mentor, ct) is { State: ApplicationState.Submitted })
            {
                var isProposed = await InsertAsync(call.Db, programme.Id, mentor, args.MenteeId, run.RunId, score, ct);
                if (isProposed)
                    await jobs.EnqueueAsync(call.Db, new NotifyNext(programme.Id, args.MenteeId, mentor), MentorshipJson.Default.NotifyNext, ct);
                call.Audit.If(isProposed);
                return isProposed;
            }

        return false;
    }

    static Task<MatchingRun?> LatestRunAsync(NpgsqlConnection db, Guid programmeId, Guid mentee, CancellationToken ct)
    {
        const string sql = $"""
            select {MatchingRun.Columns}
            from mentorship_run r
            join mentorship_run_mentee e on e.run_id = r.id and e.user_id = $2
            where r.programme_id = $1 and r.kind = 'run' and r.state = 'finished'
            order by r.started_at desc, r.id desc
            limit 1
            """;

        return db.FindAsync(sql, [programmeId, mentee], MatchingRun.Read, ct);
    }

    // The best first: by preference where the policy is stable, then by score, then by place.
    static async Task<IReadOnlyList<(Guid Mentor, int Score)>> RankAsync(NpgsqlConnection db, MatchingRun run, Guid menteeId, CancellationToken ct)
    {
        const string sql = $"""
            select {RunSnapshot.MenteeColumns}
            from mentorship_run_mentee e
            where e.run_id = $1 and e.user_id = $2
            """;

        var scoring = await ScoringCache.LoadAsync(db, run.RunId, ct);
        var mentee = (await db.FindAsync(sql, [run.RunId, menteeId], row => RunSnapshot.ReadMentee(row, 0), ct))!;
        var scores = scoring.Score(mentee);
        var ranks = run.Policy == MatchingPolicy.Stable
            ? mentee.Preferred.Index().ToDictionary(one => one.Item, one => one.Index)
            : [];
        return
        [
            .. scoring.Mentors.Where(mentor => scores[mentor.Place] >= 0 && !mentee.Excluded.Contains(mentor.Place))
                .OrderBy(mentor => ranks.GetValueOrDefault(mentor.Place, int.MaxValue))
                .ThenByDescending(mentor => scores[mentor.Place]).ThenBy(mentor => mentor.Place)
                .Select(mentor => (mentor.UserId, scores[mentor.Place])),
        ];
    }

    // Mentors with a place that no proposal waits for, who never were this mentee's and whom nothing excludes now.
    async Task<HashSet<Guid>> ListFreeAsync(NpgsqlConnection db, Guid programmeId, Application mentee, CancellationToken ct)
    {
        const string sql = """
            select a.user_id
            from mentorship_application a
            where a.programme_id = $1 and a.role = 'mentor' and a.state = 'submitted' and a.user_id <> all($3) and $2 <> all(a.conflicts)
              and a.taken + (
                  select count(*) from mentorship_pair w
                  where w.programme_id = $1 and w.mentor_user_id = a.user_id and w.state = 'proposed') < a.capacity
              and not exists (
                  select from mentorship_pair p
                  where p.programme_id = $1 and p.mentor_user_id = a.user_id and p.mentee_user_id = $2)
            """;

        var apart = await blocks.ListEitherAsync(db, mentee.UserId, ct);
        var free = await db.QueryAsync(
            sql, [programmeId, mentee.UserId, apart.Concat(mentee.Conflicts).ToArray()], row => row.GetGuid(0), ct);
        return (await accounts.ListEnabledAsync(db, free, ct)).ToHashSet();
    }

    static async Task<bool> InsertAsync(
        NpgsqlConnection db, Guid programmeId, Guid mentor, Guid mentee, Guid runId, int score, CancellationToken ct)
    {
        const string sql = """
            insert into mentorship_pair (id, programme_id, mentor_user_id, mentee_user_id, run_id, score, state)
            values ($1, $2, $3, $4, $5, $6, 'proposed')
            on conflict do nothing
            """;

        return await db.ExecuteAsync(sql, [Guid.CreateVersion7(), programmeId, mentor, mentee, runId, score], ct) > 0;
    }
}
