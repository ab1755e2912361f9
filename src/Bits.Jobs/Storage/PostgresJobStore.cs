using System.Data.Common;
using Bits.Shared;
using Npgsql;

namespace Bits.Jobs;

/// <summary>Stores jobs in the table <c>jobs_queue_job</c>, by the functions in <c>Schema</c>.</summary>
sealed partial class PostgresJobStore(NpgsqlDataSource dataSource, NpgsqlDataSource? direct) : IJobStore
{
    public StoreFault Classify(Exception e) => StoreFaults.Classify(e);

    public Task<IWorkerStore> RegisterAsync(WorkerIdentity worker, bool listen, CancellationToken ct)
    {
        if (new NpgsqlConnectionStringBuilder(dataSource.ConnectionString).Multiplexing)
            throw new InvalidOperationException(
                "A worker needs sessions of its own, which a multiplexing NpgsqlDataSource does not provide. Register one without Multiplexing.");

        return PostgresWorkerStore.RegisterAsync(dataSource, direct ?? dataSource, worker, listen, ct);
    }

    public async Task CompleteAsync(DbConnection db, JobKey job, CancellationToken ct)
    {
        const string sql = "select id from jobs_queue_succeed(array[$1::smallint], array[$2::bigint], array[$3::bigint])";

        if (db is not NpgsqlConnection npgsql)
            throw new ArgumentException("The connection is not an NpgsqlConnection. Pass the open NpgsqlConnection of the handler.", nameof(db));
        if (await npgsql.TryBeginAsync(ct).ConfigureAwait(false) is { } none)
        {
            await none.DisposeAsync().ConfigureAwait(false);
            throw new InvalidOperationException(
                "CompleteAsync needs a transaction, so that the handler's writes and the end of the job are committed together. Begin one on the connection first.");
        }

        if (await npgsql.QueryAsync(sql, [job.Slot, job.Id, job.Lease], row => row.GetInt64(0), ct).ConfigureAwait(false)
            is not [])
            throw new JobLostException(job.Id);
    }

    public Task<bool> SaveProgressAsync(JobKey job, ProgressUpdate words, CancellationToken ct)
    {
        const string sql = "select jobs_queue_save_progress($1, $2, $3, $4::smallint, $5::text, $6, $7, $8::jsonb)";

        return dataSource.WithConnectionAsync(
            db => db.FindAsync(
                sql, [job.Slot, job.Id, job.Lease, words.Percent, words.Note, words.Ages, words.Lines, words.Result],
                row => row.GetBoolean(0), ct), ct);
    }

    public async Task<IReadOnlyList<long>> AdvanceAsync(long[] batches, CancellationToken ct)
    {
        const string sql = "select * from jobs_queue_advance_batches($1)";

        return await dataSource.WithConnectionAsync(
            db => db.QueryAsync(sql, [batches], row => row.GetInt64(0), ct), ct).ConfigureAwait(false);
    }

    public Task<int> EndBatchesAsync(CancellationToken ct)
    {
        const string sql = "select jobs_queue_end_batches()";

        return dataSource.WithConnectionAsync(db => db.FindAsync(sql, [], row => row.GetInt32(0), ct), ct);
    }

    public async Task<IReadOnlyList<OrphanedJob>> SweepAsync(TimeSpan every, int jobs, CancellationToken ct)
    {
        const string sql = "select id, kind, state from jobs_queue_sweep($1, $2)";

        return await dataSource.WithConnectionAsync(
            db => db.QueryAsync(
                sql, [every, jobs], row => new OrphanedJob(row.GetInt64(0), row.GetString(1), row.GetString(2)), ct), ct)
            .ConfigureAwait(false);
    }

    public Task<bool> RetainAsync(TimeSpan keep, TimeSpan keepDead, CancellationToken ct)
    {
        const string sql = "select jobs_queue_retain($1, $2) = 'moved'";

        return dataSource.WithConnectionAsync(
            db => db.FindAsync(sql, [keep, keepDead], row => row.GetBoolean(0), ct), ct);
    }
}
