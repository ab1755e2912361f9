using System.Data.Common;
using Bits.Shared;
using Npgsql;

namespace Bits.Jobs;

/// <summary>Jobs in the table <c>jobs_queue_job</c>. What the functions do is in <c>Schema</c>.</summary>
sealed partial class PostgresJobStore(NpgsqlDataSource dataSource, NpgsqlDataSource? direct) : IJobStore
{
    public StoreFault Classify(Exception e) => StoreFaults.Classify(e);

    public async Task<IWorkerStore> EnterAsync(WorkerIdentity worker, bool listen, CancellationToken ct)
    {
        const string sql = "select id, place::text from jobs_queue_register($1, $2, $3, $4)";

        var (id, place) = await dataSource.WithConnectionAsync(
            db => db.FindAsync(
                sql, [worker.Name, worker.Queues, worker.Kinds, worker.Lease],
                row => (row.GetInt64(0), row.GetString(1)), ct), ct).ConfigureAwait(false);
        return new PostgresWorkerStore(dataSource, direct ?? dataSource, worker, listen, id, place);
    }

    public async Task CompleteAsync(DbConnection db, JobKey job, CancellationToken ct)
    {
        const string sql = "select id from jobs_queue_succeed(array[$1::smallint], array[$2::bigint], array[$3::bigint])";

        if (db is not NpgsqlConnection npgsql)
            throw new ArgumentException("Give the open NpgsqlConnection that the handler works on.", nameof(db));

        if (await npgsql.QueryAsync(sql, [job.Slot, job.Id, job.Lease], row => row.GetInt64(0), ct).ConfigureAwait(false)
            is not [])
            throw new JobLostException(job.Id);
    }

    public Task<bool> TellAsync(JobKey job, JobWords words, CancellationToken ct)
    {
        const string sql = "select jobs_queue_tell($1, $2, $3, $4::smallint, $5::text, $6, $7, $8::jsonb)";

        return dataSource.WithConnectionAsync(
            db => db.FindAsync(
                sql, [job.Slot, job.Id, job.Lease, words.Percent, words.Note, words.Ages, words.Lines, words.Result],
                row => row.GetBoolean(0), ct), ct);
    }

    public async Task<IReadOnlyList<long>> AdvanceAsync(long[] batches, CancellationToken ct)
    {
        const string sql = "select * from jobs_queue_nudge($1)";

        return await dataSource.WithConnectionAsync(
            db => db.QueryAsync(sql, [batches], row => row.GetInt64(0), ct), ct).ConfigureAwait(false);
    }

    public Task<bool> RetainAsync(TimeSpan keep, TimeSpan keepDead, CancellationToken ct)
    {
        const string sql = "select jobs_queue_retain($1, $2) = 'moved'";

        return dataSource.WithConnectionAsync(
            db => db.FindAsync(sql, [keep, keepDead], row => row.GetBoolean(0), ct), ct);
    }
}
