using Bits.Shared;
using Npgsql;
using NpgsqlTypes;

namespace Bits.Jobs;

/// <summary>The table as one worker sees it: a connection for claims, one for ends, one for heartbeats, and one that
/// listens.</summary>
sealed partial class PostgresWorkerStore : IWorkerStore
{
    readonly WorkerIdentity _worker;
    readonly long _id;
    readonly HeldConnection _claims;
    readonly HeldConnection _ends;
    readonly HeldConnection _beats;
    readonly Listener _listener;
    string _place;
    long _endedBelow;

    public PostgresWorkerStore(
        NpgsqlDataSource dataSource, NpgsqlDataSource direct, WorkerIdentity worker, bool listen, long id, string place)
    {
        (_worker, _id, _place) = (worker, id, place);
        var timeout = worker.Lease / 2;
        _claims = new(dataSource, timeout);
        _ends = new(dataSource, timeout);
        _beats = new(direct, timeout);
        _listener = new(dataSource, direct, listen);
    }

    public Task<Claim> ClaimAsync(int limit, bool look, CancellationToken ct)
    {
        const string sql = """
            select slot, id, queue, kind, payload, attempt, max_attempts, lease, created_at, trace_parent,
                   key, batch, place::text, next_run_in
            from jobs_queue_claim($1, $2, $3, $4, $5, $6::jsonb)
            """;

        return _claims.UseAsync(async (db, ct) =>
        {
            await using var command = new NpgsqlCommand(sql, db)
            {
                Parameters =
                {
                    new() { Value = _id }, new() { Value = _worker.Queues }, new() { Value = _worker.Kinds },
                    new() { Value = limit }, new() { Value = look },
                    new() { Value = _place, NpgsqlDbType = NpgsqlDbType.Text },
                },
            };
            await using var rows = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
            return await ReadClaimAsync(rows, ct).ConfigureAwait(false);
        }, ct);
    }

    public Task<ClaimedJob?> ClaimSoloAsync(CancellationToken ct)
    {
        const string sql = """
            select slot, id, queue, kind, payload, attempt, max_attempts, lease, created_at, trace_parent, key, batch
            from jobs_queue_take_solo($1, $2, $3)
            """;

        return _claims.UseAsync(
            (db, ct) => db.FindAsync(
                sql, [_id, _worker.Queues, _worker.Kinds], row => ReadJob(row) with { IsSolo = true }, ct), ct);
    }

    public Task<IReadOnlyList<OtherEnd>> FinishAsync(
        IReadOnlyList<JobKey> succeeded, IReadOnlyList<SettledJob> settled, CancellationToken ct) =>
        _ends.UseAsync<IReadOnlyList<OtherEnd>>(async (db, ct) =>
        {
            List<OtherEnd> others = [];
            if (succeeded.Count > 0)
                others.AddRange(await SucceedAsync(db, succeeded, ct).ConfigureAwait(false));
            if (settled.Count > 0)
                others.AddRange(await EndAsync(db, settled, ct).ConfigureAwait(false));
            return others;
        }, ct);

    public Task<IReadOnlyList<long>> ListLockedAsync(IReadOnlyList<JobKey> jobs, CancellationToken ct)
    {
        const string sql = "select * from jobs_queue_locked($1, $2)";

        var (slots, ids, _) = Columns(jobs);
        return _ends.UseAsync<IReadOnlyList<long>>(
            async (db, ct) => await db.QueryAsync(sql, [slots, ids], row => row.GetInt64(0), ct).ConfigureAwait(false), ct);
    }

    public async Task<IReadOnlyList<BeatNews>> BeatAsync(
        long endedBelow, IReadOnlyList<TallyLine> tally, CancellationToken ct)
    {
        const string sql = "select what, id, lease, said from jobs_queue_beat($1, $2, $3, $4::jsonb)";

        var news = await _beats.UseAsync(async (db, ct) =>
        {
            await TallyAsync(db, tally, ct).ConfigureAwait(false);
            return await db.QueryAsync(
                sql, [_id, _endedBelow, endedBelow, _place],
                row => new BeatNews(
                    row.GetString(0), row.Nullable<long>(1) ?? 0, row.Nullable<long>(2) ?? 0,
                    row.NullableString(3) ?? ""),
                ct).ConfigureAwait(false);
        }, ct).ConfigureAwait(false);
        _endedBelow = endedBelow;
        return news;
    }

    public Task RecoverAsync(long[] known, CancellationToken ct)
    {
        const string sql = "select from (select jobs_queue_recover($1, $2)) recovered";

        return _claims.UseAsync((db, ct) => db.FindAsync(sql, [_id, known], _ => true, ct), ct);
    }

    public Task<bool> SleepAsync(Func<Task<bool>> lastLook, TimeSpan time, CancellationToken ct) =>
        _listener.SleepAsync(lastLook, time, ct);

    public Task AwakeAsync(CancellationToken ct) => _listener.AwakeAsync(ct);

    public Task LeaveAsync(IReadOnlyList<TallyLine> tally, CancellationToken ct)
    {
        const string sql = """
            with gone as (delete from jobs_queue_claim where worker = $1)
            delete from jobs_queue_worker where id = $1
            """;

        return _beats.UseAsync(async (db, ct) =>
        {
            await TallyAsync(db, tally, ct).ConfigureAwait(false);
            return await db.ExecuteAsync(sql, [_id], ct).ConfigureAwait(false);
        }, ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync().ConfigureAwait(false);
        await _claims.DisposeAsync().ConfigureAwait(false);
        await _ends.DisposeAsync().ConfigureAwait(false);
        await _beats.DisposeAsync().ConfigureAwait(false);
    }

    async Task<Claim> ReadClaimAsync(NpgsqlDataReader rows, CancellationToken ct)
    {
        var claim = new Claim([], IsGone: true);
        while (await rows.ReadAsync(ct).ConfigureAwait(false))
            claim = ReadRow(rows, claim);

        return claim;
    }

    // The row without a job is the last one.
    Claim ReadRow(NpgsqlDataReader row, Claim claim)
    {
        if (row.Nullable<long>(1) is not null)
        {
            claim.Jobs.Add(ReadJob(row));
            return claim;
        }

        _place = row.GetString(12);
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
        IsSolo: false);

    static Task<List<OtherEnd>> SucceedAsync(
        NpgsqlConnection db, IReadOnlyList<JobKey> jobs, CancellationToken ct)
    {
        const string sql = "select id, lease from jobs_queue_succeed($1, $2, $3)";

        var (slots, ids, leases) = Columns(jobs);
        return db.QueryAsync(
            sql, [slots, ids, leases], row => new OtherEnd(row.GetInt64(0), row.GetInt64(1), OtherEnd.Lost), ct);
    }

    static Task<List<OtherEnd>> EndAsync(
        NpgsqlConnection db, IReadOnlyList<SettledJob> jobs, CancellationToken ct)
    {
        const string sql = "select id, lease, ended from jobs_queue_end($1, $2, $3, $4, $5, $6, $7, $8)";

        var (slots, ids, leases) = Columns([.. jobs.Select(job => job.Key)]);
        return db.QueryAsync(
            sql,
            [
                slots, ids, leases, jobs.Select(job => job.Outcome).ToArray(), jobs.Select(job => job.Delay).ToArray(),
                jobs.Select(job => job.Error?.Type).ToArray(), jobs.Select(job => job.Error?.Message).ToArray(),
                jobs.Select(job => job.Error?.Detail).ToArray(),
            ],
            row => new OtherEnd(row.GetInt64(0), row.GetInt64(1), row.GetString(2)), ct);
    }

    static (short[] Slots, long[] Ids, long[] Leases) Columns(IReadOnlyList<JobKey> jobs)
    {
        var columns = (Slots: new short[jobs.Count], Ids: new long[jobs.Count], Leases: new long[jobs.Count]);
        for (var i = 0; i < jobs.Count; i++)
            (columns.Slots[i], columns.Ids[i], columns.Leases[i]) = (jobs[i].Slot, jobs[i].Id, jobs[i].Lease);

        return columns;
    }
}
