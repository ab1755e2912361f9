using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Rpc;

/// <summary>Throws away idempotency keys that are good no more.</summary>
sealed class IdempotencyRetention(NpgsqlDataSource dataSource)
{
    const int Chunk = 5_000;

    /// <summary>Deletes keys older than 24 hours, a chunk a transaction. Safe beside calls: a key that is being taken
    /// anew is passed over.</summary>
    /// <returns>How many went.</returns>
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
