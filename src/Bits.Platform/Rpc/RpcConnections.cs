using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Rpc;

/// <summary>Where calls get their connections: from the primary, or from a replica that has what the caller has seen.
/// </summary>
/// <param name="primary">Where everything is written and decided.</param>
/// <param name="replicas">Where some reads may go; none by default.</param>
public sealed class RpcConnections(NpgsqlDataSource primary, ReplicaDataSource? replicas = null)
{
    /// <summary>A connection to the primary.</summary>
    internal ValueTask<NpgsqlConnection> OpenAsync(CancellationToken ct) => primary.OpenConnectionAsync(ct);

    /// <summary>A connection to a replica that has replayed what <paramref name="after"/> names; null where there is
    /// none that has, or none at all: the primary then answers.</summary>
    internal async Task<NpgsqlConnection?> TryOpenReplicaAsync(CommitToken? after, CancellationToken ct)
    {
        const string sql = "select coalesce(pg_last_wal_replay_lsn() >= $1::text::pg_lsn, not pg_is_in_recovery())";
        if (replicas is null)
            return null;

        NpgsqlConnection? db = null;
        try
        {
            db = await replicas.DataSource.OpenConnectionAsync(ct);
            if (after is not { } token || await db.FindAsync(sql, [token.Lsn], row => row.GetBoolean(0), ct))
                return db;
        }
        catch (NpgsqlException)
        {
            // A replica that is away costs a caller nothing: the primary has everything.
        }

        if (db is not null)
            await db.DisposeAsync();
        return null;
    }
}

/// <summary>The connections to the replicas; registered by a host that has some.</summary>
/// <param name="DataSource">To any standby.</param>
public sealed record ReplicaDataSource(NpgsqlDataSource DataSource);
