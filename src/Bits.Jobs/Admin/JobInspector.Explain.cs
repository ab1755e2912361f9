using System.Globalization;
using Bits.Shared;
using Npgsql;

namespace Bits.Jobs;

public sealed partial class JobInspector
{
    const int MaxAhead = 10_000;

    /// <summary>Explains why a job is not running, and what would change that; returns null for an unknown id.</summary>
    /// <param name="id">The id of the job.</param>
    /// <param name="ct">Stops the query.</param>
    public Task<JobExplanation?> ExplainAsync(long id, CancellationToken ct = default) =>
        dataSource.WithConnectionAsync(async db =>
        {
            if (await FactsAsync(db, id, ct).ConfigureAwait(false) is not { } facts)
                return null;

            if (facts.Job.WaitsForOthers)
                facts = facts with { Others = await WaitsForAsync(db, id, ct).ConfigureAwait(false) };
            else if (facts.Job.State is JobState.Pending or JobState.Failed)
                facts = facts with { Limits = await FullAsync(db, id, ct).ConfigureAwait(false) };
            var ahead = facts.Job.State is JobState.Pending or JobState.Failed && facts.WaitsFor is null
                ? await AheadAsync(db, id, ct).ConfigureAwait(false)
                : 0;
            return new JobExplanation(facts.Job, [.. Reasons(facts, ahead)]);
        }, ct);

    static IEnumerable<string> Reasons(Facts facts, int ahead)
    {
        switch (facts.Job.State)
        {
            case JobState.Running:
                yield return Running(facts);
                if (facts.IsCancelling)
                    yield return "An operator has cancelled it: the token of its handler is cancelled within a few seconds.";
                if (facts.OverdueFor is { } over)
                    yield return $"Its handler has run {over.TotalSeconds:F0} s beyond the timeout of its kind and ignores the cancellation. Fix the handler; restart its worker to end it.";
                break;
            case JobState.Succeeded:
                yield return "It has succeeded.";
                break;
            case JobState.Dead when facts.HasExpired:
                yield return $"It is dead: {facts.Job.Error} Retry it to run it without an expiry.";
                break;
            case JobState.Dead:
                yield return $"It is dead: {(facts.Job.Error?.Split('\n')[0] ?? "its state was set by hand").TrimEnd('.')}. Retry it when the cause is gone.";
                break;
            case JobState.Pending or JobState.Failed:
                foreach (var reason in Waiting(facts, ahead))
                    yield return reason;
                break;
        }
    }

    static string Running(Facts facts) => facts switch
    {
        { HasClaim: false } or { Worker: null } =>
            "It is running, but no worker holds it. A sweep takes it back within minutes while any worker runs. To run it now, retry it.",
        { SilentFor: { } silent } =>
            $"It was running on {facts.Worker}, which has sent no heartbeat for {silent.TotalSeconds:F0} s. The next heartbeat of any worker takes it back. To run it now, retry it.",
        _ => $"It is running on {facts.Worker}.",
    };

    static IEnumerable<string> Waiting(Facts facts, int ahead)
    {
        var (job, count) = (facts.Job, 0);
        if (facts.IsTooLate)
        {
            yield return $"It expired at {Utc(facts.ExpiresAt)} and will not start. The next claim of its queue or a sweep ends it.";
            yield break;
        }

        if (facts.QueueReason is { } queue)
            yield return Said($"The queue {job.Queue} is paused: {queue} Resume it.");
        if (facts.KindReason is { } kind)
            yield return Said($"The kind {job.Kind} is paused: {kind} Resume it.");
        if (facts.QueueWorkers == 0)
            yield return Said($"No worker serves the queue {job.Queue}. Start one: adminctl jobs run --queue {job.Queue}");
        else if (facts.KindWorkers == 0)
            yield return Said($"The queue {job.Queue} has {facts.QueueWorkers} workers, but none with a handler for {job.Kind}. Deploy one that has.");
        else if (facts.FreeRunners == 0 && facts.WaitsFor is null)
            yield return Said($"All {facts.KindWorkers} workers with a handler for it run at full concurrency. It begins when a job of theirs ends. Raise Concurrency or add workers.");
        foreach (var limit in facts.Limits)
            yield return Said(limit);
        foreach (var other in facts.Others)
            yield return Said($"It waits for {other}.");
        if (job.WaitsForOthers)
        {
            if (facts.Others.Count == 0)
                yield return Said("All its predecessors have ended: the next heartbeat of a worker releases it.");
        }
        else if (facts.WaitsFor is { } wait && wait > TimeSpan.Zero)
            yield return Said($"It waits until {Utc(job.RunAt)}{(job.State == JobState.Failed ? $", after attempt {job.Attempt} of {job.MaxAttempts} failed" : "")}.");
        else if (facts.Crashes >= 2)
            yield return Said($"It is quarantined because {facts.Crashes} workers died with it: it runs alone, after the next heartbeat of a worker.");
        if (ahead > 0)
            yield return Said($"{(ahead == MaxAhead ? "At least " : "")}{ahead} jobs of its queue and priority are ahead of it.");
        if (count == 0)
            yield return "Nothing delays it: a worker claims it within a moment.";
        if (facts.ExpiresAt is { } expiry)
            yield return expiry <= job.RunAt && !job.WaitsForOthers
                ? $"It expires at {Utc(expiry)}, before it is due, and ends dead then. Reschedule it to run it."
                : $"It expires at {Utc(expiry)}: it ends dead if it has not started by then.";

        string Said(string reason)
        {
            count++;
            return reason;
        }
    }

    static string Utc(DateTimeOffset? time) => $"{time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC";

    static Task<Facts?> FactsAsync(NpgsqlConnection db, long id, CancellationToken ct)
    {
        const string sql = """
            select j.id, j.queue, j.kind, j.state, j.attempt, j.max_attempts, j.run_at, j.created_at, j.error, j.key, j.priority,
                   case when j.txid is null then j.run_at - now() end, j.crashes, w.name,
                   exists (select from jobs_queue_cancel c where c.worker = j.worker and c.id = j.id),
                   (select p.reason from jobs_queue_pause p where p.queue = j.queue),
                   (select p.reason from jobs_queue_pause p where p.kind = j.kind),
                   s.queues, s.kinds, s.free,
                   exists (select from jobs_queue_claim c where c.worker = j.worker and c.lease = j.lease and j.id = any (c.ids)),
                   case when w.beat_at < now() - w.lease then now() - w.beat_at end,
                   (select now() - r.overdue_since from jobs_queue_report r where r.job_id = j.id and r.lease = j.lease),
                   j.expires_at, j.expires_at <= now(),
                   exists (select from jobs_queue_failure f where f.job_id = j.id and f.state = 'dead' and f.stands and f.type = 'expired')
            from jobs_queue_job j
            left join jobs_queue_worker w on w.id = j.worker
            cross join lateral (
                select count(*)::int as queues, (count(*) filter (where j.kind = any (o.kinds)))::int as kinds,
                       coalesce(sum(case when o.concurrency = 0 then 1 else greatest(o.concurrency - o.running, 0) end) filter (where j.kind = any (o.kinds)), 0)::int as free
                from jobs_queue_worker o
                where j.queue = any (o.queues) and o.beat_at >= now() - o.lease
            ) s
            where j.id = $1
            """;

        return db.FindAsync(
            sql, [id],
            row => new Facts(
                Job: Read(row),
                WaitsFor: row.Nullable<TimeSpan>(11),
                Crashes: row.GetInt16(12),
                Worker: row.NullableString(13),
                IsCancelling: row.GetBoolean(14),
                QueueReason: row.NullableString(15),
                KindReason: row.NullableString(16),
                QueueWorkers: row.GetInt32(17),
                KindWorkers: row.GetInt32(18),
                FreeRunners: row.GetInt32(19))
            {
                HasClaim = row.GetBoolean(20),
                SilentFor = row.Nullable<TimeSpan>(21),
                OverdueFor = row.Nullable<TimeSpan>(22),
                ExpiresAt = row.Nullable<DateTimeOffset>(23),
                IsTooLate = row.Nullable<bool>(24) ?? false,
                HasExpired = row.GetBoolean(25),
            },
            ct);
    }

    // Counts from the low watermark on.
    static Task<int> AheadAsync(NpgsqlConnection db, long id, CancellationToken ct)
    {
        const string sql = "select jobs_queue_ahead($1, $2)";

        return db.FindAsync(sql, [id, MaxAhead], row => row.GetInt32(0), ct);
    }

    sealed record Facts(
        JobSummary Job, TimeSpan? WaitsFor, int Crashes, string? Worker, bool IsCancelling, string? QueueReason,
        string? KindReason, int QueueWorkers, int KindWorkers, int FreeRunners)
    {
        public bool HasClaim { get; init; }

        public TimeSpan? SilentFor { get; init; }

        public TimeSpan? OverdueFor { get; init; }

        public DateTimeOffset? ExpiresAt { get; init; }

        public bool IsTooLate { get; init; }

        public bool HasExpired { get; init; }

        public IReadOnlyList<string> Limits { get; init; } = [];

        public IReadOnlyList<string> Others { get; init; } = [];
    }
}
