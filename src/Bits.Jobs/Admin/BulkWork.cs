using Bits.Shared;
using Npgsql;

namespace Bits.Jobs;

/// <summary>The arguments of a bulk action.</summary>
sealed record BulkWork(BulkAction Action, JobFilter Filter, string Reason) : IJobArgs
{
    public static string Kind => BulkActions.Kind;
}

/// <summary>Runs a bulk action on all jobs older than its own, the latest first. A repeated run starts over: jobs that are
/// done have another state, so the filter skips them.</summary>
sealed class BulkHandler(NpgsqlDataSource dataSource, JobOperator jobs) : IJobHandler<BulkWork>
{
    const int Chunk = 500;

    public async Task HandleAsync(Job<BulkWork> job, CancellationToken ct)
    {
        var before = job.Id;
        while (true)
        {
            var ids = await dataSource.InTransactionAsync(db => DoChunkAsync(db, job.Args, before, ct), ct).ConfigureAwait(false);
            if (ids.Count == 0)
                return;

            before = ids[^1];
        }
    }

    async Task<List<long>> DoChunkAsync(NpgsqlConnection db, BulkWork work, long before, CancellationToken ct)
    {
        const string sql = "select id from jobs_queue_find($1::jsonb, $2, $3)";

        var ids = await db.QueryAsync(
            sql, [JobInspector.Text(work.Filter), before, Chunk], row => row.GetInt64(0), ct).ConfigureAwait(false);
        await (work.Action switch
        {
            BulkAction.Retry => RetryAsync(db, ids, ct),
            BulkAction.Discard => DiscardAsync(db, ids, ct),
            BulkAction.Cancel => CancelAsync(db, ids, work.Reason, ct),
        }).ConfigureAwait(false);
        return ids;
    }

    static Task RetryAsync(NpgsqlConnection db, List<long> ids, CancellationToken ct)
    {
        const string sql = "select jobs_queue_retry($1, null)";

        return db.FindAsync(sql, [ids.ToArray()], _ => true, ct);
    }

    static Task DiscardAsync(NpgsqlConnection db, List<long> ids, CancellationToken ct)
    {
        const string sql = "select jobs_queue_discard($1)";

        return db.FindAsync(sql, [ids.ToArray()], _ => true, ct);
    }

    async Task CancelAsync(NpgsqlConnection db, List<long> ids, string reason, CancellationToken ct)
    {
        foreach (var id in ids)
            await jobs.CancelAsync(db, id, reason, ct).ConfigureAwait(false);
    }
}
