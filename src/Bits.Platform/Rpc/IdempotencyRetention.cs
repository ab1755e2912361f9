using Bits.Platform.Maintenance;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Rpc;

/// <summary>Deletes expired idempotency keys once an hour.</summary>
sealed class IdempotencyRetention(NpgsqlDataSource dataSource) : IMaintenanceTask
{
    const int Chunk = 5_000;

    /// <inheritdoc />
    public TimeSpan Interval { get; } = TimeSpan.FromHours(1);

    /// <inheritdoc />
    public Task RunAsync(CancellationToken ct) => DeleteExpiredAsync(ct);

    /// <summary>Deletes keys older than 24 hours, a chunk a transaction. Safe beside calls: skips
    /// a key that a call is taking again.</summary>
    /// <returns>How many were deleted.</returns>
    public async Task<int> DeleteExpiredAsync(CancellationToken ct)
    {
        const string sql = """
            delete from rpc_idempotency
            where (user_id, key) in (
                select user_id, key
                from rpc_idempotency
                where created_at < now() - interval '24 hours'
                limit $1
                for update skip locked)
            """;

        var total = 0;
        for (var deleted = Chunk; deleted == Chunk; total += deleted)
            deleted = await dataSource.InTransactionAsync(db => db.ExecuteAsync(sql, [Chunk], ct), ct);

        return total;
    }
}
