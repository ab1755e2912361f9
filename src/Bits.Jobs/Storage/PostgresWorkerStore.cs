using Bits.Shared;
using Npgsql;
using NpgsqlTypes;

namespace Bits.Jobs;

/// <summary>The table as one worker sees it: one connection each for claims, ends, heartbeats and notifications. None of
/// them needs a thread that handlers can block.</summary>
sealed partial class PostgresWorkerStore : IWorkerStore
{
    readonly WorkerIdentity _worker;
    readonly HeldConnection _claims;
    readonly HeldConnection _ends;
    readonly HeldConnection _beats;
    readonly Listener _listener;
    long _id;
    string _cursor = "";
    long _endedBelow;
    int _asleepOn = -1; // the value of _claims.Opened when the lock of a sleeper was taken

    PostgresWorkerStore(NpgsqlDataSource dataSource, NpgsqlDataSource direct, WorkerIdentity worker, bool listen)
    {
        _worker = worker;
        var timeout = worker.Lease / 2;
        _claims = new(direct, timeout, "bits-jobs claims");
        _ends = new(dataSource, timeout, "bits-jobs ends");
        _beats = new(direct, timeout, "bits-jobs heartbeats");
        _listener = new(dataSource, direct, listen);
    }

    /// <summary>Registers a worker.</summary>
    public static async Task<IWorkerStore> RegisterAsync(
        NpgsqlDataSource dataSource, NpgsqlDataSource direct, WorkerIdentity worker, bool listen, CancellationToken ct)
    {
        const string sql = "select id, first_cursor::text from jobs_queue_register($1, $2, $3, $4)";
        const string size = "update jobs_queue_worker set concurrency = $2 where id = $1";

        var store = new PostgresWorkerStore(dataSource, direct, worker, listen);
        try
        {
            (store._id, store._cursor) = await store._beats.UseAsync(
                db =>
                {
                    var registered = db.Find(
                        sql, [worker.Name, worker.Queues, worker.Kinds, worker.Lease], row => (row.GetInt64(0), row.GetString(1)));
                    db.Execute(size, registered.Item1, worker.Concurrency);
                    return registered;
                },
                ct);
            return store;
        }
        catch (Exception)
        {
            await store.DisposeAsync();
            throw;
        }
    }

    public Task<Claim> ClaimAsync(int limit, bool look, CancellationToken ct)
    {
        const string sql = """
            select slot, id, queue, kind, payload, attempt, max_attempts, lease, created_at, trace_parent,
                   key, batch, next_cursor::text, next_run_in
            from jobs_queue_claim($1, $2, $3, $4, $5, $6::jobs_queue_cursor)
            """;

        return _claims.UseAsync(
            db =>
            {
                var claim = new Claim([], IsGone: true);
                foreach (var last in db.Query(
                    sql,
                    [_id, _worker.Queues, _worker.Kinds, limit, look, new NpgsqlParameter { Value = _cursor, NpgsqlDbType = NpgsqlDbType.Text }],
                    row => ReadRow(row, claim)))
                {
                    if (last is not null)
                        claim = last;
                }

                return claim;
            },
            ct);
    }

    public Task<ClaimedJob?> ClaimQuarantinedAsync(CancellationToken ct)
    {
        const string sql = """
            select slot, id, queue, kind, payload, attempt, max_attempts, lease, created_at, trace_parent, key, batch
            from jobs_queue_claim_quarantined($1, $2, $3)
            """;

        return _claims.UseAsync(
            db => db.Find(sql, [_id, _worker.Queues, _worker.Kinds], row => ReadJob(row) with { IsQuarantined = true }), ct);
    }

    public Task<IReadOnlyList<OtherEnd>> FinishAsync(
        IReadOnlyList<JobKey> succeeded, IReadOnlyList<AttemptResult> others, CancellationToken ct) =>
        _ends.UseAsync<IReadOnlyList<OtherEnd>>(
            db =>
            {
                List<OtherEnd> ends = [];
                if (succeeded.Count > 0)
                    ends.AddRange(Succeed(db, succeeded));
                if (others.Count > 0)
                    ends.AddRange(End(db, others));
                return ends;
            },
            ct);

    public Task<IReadOnlyList<long>> ListLockedAsync(IReadOnlyList<JobKey> jobs, CancellationToken ct)
    {
        const string sql = "select * from jobs_queue_locked($1, $2)";

        var (slots, ids, _) = Columns(jobs);
        return _ends.UseAsync<IReadOnlyList<long>>(db => db.Query(sql, [slots, ids], row => row.GetInt64(0)), ct);
    }

    public async Task<IReadOnlyList<HeartbeatEvent>> SendHeartbeatAsync(
        EndedClaims ended, int running, IReadOnlyList<OutcomeCount> outcomes, CancellationToken ct)
    {
        const string sql = "select what, id, lease, said from jobs_queue_heartbeat($1, $2, $3, $4, $5, $6::jobs_queue_cursor)";

        var news = await _beats.UseAsync(
            db =>
            {
                StoreOutcomes(db, outcomes);
                return db.Query(
                    sql, [_id, _endedBelow, ended.Below, ended.Above, running, _cursor],
                    row => new HeartbeatEvent(
                        row.GetString(0), row.Nullable<long>(1) ?? 0, row.Nullable<long>(2) ?? 0,
                        row.NullableString(3) ?? ""));
            },
            ct);
        _endedBelow = ended.Below;
        return news;
    }

    public Task ReportOverdueAsync(JobKey job, TimeSpan over, CancellationToken ct)
    {
        const string sql = "select from (select jobs_queue_overdue($1, $2, $3, $4)) told";

        return _beats.UseAsync(db => db.Find(sql, [job.Slot, job.Id, job.Lease, over], _ => true), ct);
    }

    public Task RecoverAsync(long[] known, CancellationToken ct)
    {
        const string sql = "select from (select jobs_queue_recover($1, $2)) recovered";

        return _claims.UseAsync(db => db.Find(sql, [_id, known], _ => true), ct);
    }

    public Task LeaveAsync(bool keepsClaims, IReadOnlyList<OutcomeCount> outcomes, CancellationToken ct)
    {
        const string sql = "select from (select jobs_queue_leave($1, $2)) gone";

        return _beats.UseAsync(
            db =>
            {
                StoreOutcomes(db, outcomes);
                return db.Find(sql, [_id, keepsClaims], _ => true);
            },
            ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync();
        await _claims.DisposeAsync();
        await _ends.DisposeAsync();
        await _beats.DisposeAsync();
    }

    // The last row has no job.
    Claim? ReadRow(NpgsqlDataReader row, Claim claim)
    {
        if (row.Nullable<long>(1) is not null)
        {
            claim.Jobs.Add(ReadJob(row));
            return null;
        }

        _cursor = row.GetString(12);
        return claim with { NextRunIn = row.Nullable<TimeSpan>(13), IsGone = false };
    }

    static ClaimedJob ReadJob(NpgsqlDataReader row) => new(
        Key: new(row.GetInt16(0), row.GetInt64(1), row.GetInt64(7)),
        Queue: row.GetString(2),
        Kind: row.GetString(3),
        Payload: row.GetFieldValue<byte[]>(4),
        Attempt: row.GetInt32(5),
        MaxAttempts: row.GetInt32(6),
        EnqueuedAt: row.GetFieldValue<DateTimeOffset>(8),
        TraceParent: row.NullableString(9),
        PartitionKey: row.NullableString(10),
        Batch: row.Nullable<long>(11),
        IsQuarantined: false);

    static List<OtherEnd> Succeed(HeldSession db, IReadOnlyList<JobKey> jobs)
    {
        const string sql = "select id, lease from jobs_queue_succeed($1, $2, $3)";

        var (slots, ids, leases) = Columns(jobs);
        return db.Query(
            sql, [slots, ids, leases], row => new OtherEnd(row.GetInt64(0), row.GetInt64(1), OtherEnd.Lost));
    }

    static List<OtherEnd> End(HeldSession db, IReadOnlyList<AttemptResult> jobs)
    {
        const string sql = "select id, lease, ended from jobs_queue_end($1, $2, $3, $4, $5, $6, $7, $8)";

        var (slots, ids, leases) = Columns([.. jobs.Select(job => job.Key)]);
        return db.Query(
            sql,
            [
                slots, ids, leases, jobs.Select(job => job.Outcome).ToArray(), jobs.Select(job => job.Delay).ToArray(),
                jobs.Select(job => job.Error?.Type).ToArray(), jobs.Select(job => job.Error?.Message).ToArray(),
                jobs.Select(job => job.Error?.Detail).ToArray(),
            ],
            row => new OtherEnd(row.GetInt64(0), row.GetInt64(1), row.GetString(2)));
    }

    static (short[] Slots, long[] Ids, long[] Leases) Columns(IReadOnlyList<JobKey> jobs)
    {
        var columns = (Slots: new short[jobs.Count], Ids: new long[jobs.Count], Leases: new long[jobs.Count]);
        for (var i = 0; i < jobs.Count; i++)
            (columns.Slots[i], columns.Ids[i], columns.Leases[i]) = (jobs[i].Slot, jobs[i].Id, jobs[i].Lease);

        return columns;
    }
}
