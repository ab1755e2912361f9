using Bits.Jobs;
using Bits.Platform.Features.Mentorship.Runs;
using Bits.Platform.Rpc;
using Bits.Shared;

namespace Bits.Platform.Features.Mentorship.Pairs;

/// <summary>Keeps the deadlines of programmes: closes applications, expires unanswered pairs, reminds of answers, asks how it goes,
/// deletes old dry runs.</summary>
public sealed record KeepDeadlines : IJobArgs
{
    /// <inheritdoc />
    public static string Kind => "mentorship.keep_deadlines";
}

/// <summary>Works page by page.</summary>
/// <remarks>Idempotent: each pair expires once, and each reminder has one notification.</remarks>
sealed class KeepDeadlinesHandler(SystemPipeline pipeline, JobQueue jobs) : IJobHandler<KeepDeadlines>
{
    const int PageSize = 500;

    public async Task HandleAsync(Job<KeepDeadlines> job, CancellationToken ct)
    {
        var task = SystemTask.Of(job);
        await pipeline.RunAsync(task, call => CloseApplicationsAsync(call, ct), ct);
        foreach (var step in (Func<SystemCall, CancellationToken, Task<int>>[])[ExpireAsync, AskAsync, RemindAsync])
            while (await pipeline.RunAsync(task, call => step(call, ct), ct) == PageSize)
            {
            }

        await pipeline.RunAsync(task, call => FinishRunsAsync(call, ct), ct);
        await pipeline.RunAsync(task, call => ForgetDryRunsAsync(call, ct), ct);
    }

    static async Task<int> CloseApplicationsAsync(SystemCall call, CancellationToken ct)
    {
        const string sql = """
            update mentorship_programme set state = 'matching' where state = 'applications_open' and applications_end_at <= now()
            """;

        var closed = await call.Db.ExecuteAsync(sql, [], ct);
        call.Audit.If(closed > 0);
        return closed;
    }

    async Task<int> ExpireAsync(SystemCall call, CancellationToken ct)
    {
        const string sql = $"""
            select {MentorshipPair.Columns}
            from mentorship_pair p
            where p.state = 'approved' and p.answer_due_at <= now()
            order by p.programme_id, p.mentor_user_id
            limit $1
            for update skip locked
            """;

        var due = await call.Db.QueryAsync(sql, [PageSize], MentorshipPair.Read, ct);
        foreach (var pair in due)
            if (await PairEnds.ExpireAsync(call.Db, pair, ct))
            {
                await jobs.EnqueueAsync(call.Db, new NotifyPair(pair.Id, PairNews.Expired), MentorshipJson.Default.NotifyPair, ct);
                await jobs.EnqueueAsync(call.Db, new ProposeNext(pair.ProgrammeId, pair.Mentee), MentorshipJson.Default.ProposeNext, ct);
            }

        call.Audit.If(due.Count > 0);
        return due.Count;
    }

    async Task<int> AskAsync(SystemCall call, CancellationToken ct)
    {
        const string sql = """
            update mentorship_pair p
            set next_check_in_at = p.next_check_in_at + make_interval(weeks => g.check_in_weeks * (1 + floor(
                extract(epoch from now() - p.next_check_in_at) / (604800.0 * g.check_in_weeks))::int))
            from mentorship_programme g
            where g.id = p.programme_id
              and p.id in (
                  select id from mentorship_pair
                  where state = 'active' and next_check_in_at <= now()
                  order by id
                  limit $1
                  for update skip locked)
            returning p.id
            """;

        var asked = await call.Db.QueryAsync(sql, [PageSize], row => row.GetGuid(0), ct);
        await jobs.EnqueueManyAsync(
            call.Db, [.. asked.Select(id => new NotifyPair(id, PairNews.CheckIn))], MentorshipJson.Default.NotifyPair, options: null, ct);
        call.Audit.If(changed: false);
        return asked.Count;
    }

    // In the last two days, once.
    async Task<int> RemindAsync(SystemCall call, CancellationToken ct)
    {
        const string sql = """
            update mentorship_pair
            set reminded_at = now()
            where id in (
                select id
                from mentorship_pair
                where state = 'approved' and answer_due_at between now() and now() + interval '2 days'
                  and decided_at < now() - interval '1 day' and reminded_at is null
                limit $1
                for update skip locked)
            returning id
            """;

        call.Audit.If(changed: false);
        var due = await call.Db.QueryAsync(sql, [PageSize], row => row.GetGuid(0), ct);
        await jobs.EnqueueManyAsync(
            call.Db, [.. due.Select(id => new NotifyPair(id, PairNews.AnswerDue))], MentorshipJson.Default.NotifyPair, options: null, ct);
        return due.Count;
    }

    // A follow-up with which several workers were lost is dead; the run would wait forever, and let no other one begin.
    async Task<int> FinishRunsAsync(SystemCall call, CancellationToken ct)
    {
        const string sql = """
            select id from mentorship_run where state = 'scoring' and started_at < now() - interval '15 minutes' order by started_at limit 10
            """;

        call.Audit.If(changed: false);
        var late = await call.Db.QueryAsync(sql, [], row => row.GetGuid(0), ct);
        await jobs.EnqueueManyAsync(
            call.Db, [.. late.Select(run => new AssignRun(run))], MentorshipJson.Default.AssignRun, options: null, ct);
        return late.Count;
    }

    // Nothing refers to a dry run, and a large one keeps 60 MB of scores.
    static async Task<int> ForgetDryRunsAsync(SystemCall call, CancellationToken ct)
    {
        const string sql = """
            select id from mentorship_run
            where kind = 'dry_run' and finished_at < now() - interval '30 days'
            order by finished_at
            limit 20
            """;

        var forgotten = await MatchingRun.DeleteAsync(call.Db, await call.Db.QueryAsync(sql, [], row => row.GetGuid(0), ct), ct);
        call.Audit.If(forgotten > 0);
        return forgotten;
    }
}
