using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Maintenance;

/// <summary>The state of the database server.</summary>
/// <param name="Version">The version of PostgreSQL.</param>
/// <param name="StartedAt">The start time.</param>
/// <param name="IsReplica">Whether it is a replica.</param>
/// <param name="MaxConnections">The maximum number of connections.</param>
/// <param name="Connections">The number of connections.</param>
/// <param name="Waiting">The number of connections that wait for a lock.</param>
/// <param name="IdleTransactionSince">The start of the oldest idle transaction; null without one.</param>
/// <param name="Replicas">The number of replicas.</param>
/// <param name="ReplicaLag">The lag of the slowest replica; null without a replica.</param>
/// <param name="Size">The size of the database, in bytes.</param>
/// <param name="CacheHits">The share of reads from memory; null before the first read.</param>
public sealed record ServerHealth(
    string Version, DateTimeOffset StartedAt, bool IsReplica, int MaxConnections, int Connections, int Waiting,
    DateTimeOffset? IdleTransactionSince, int Replicas, TimeSpan? ReplicaLag, long Size, double? CacheHits);

/// <summary>The state of a table.</summary>
/// <param name="Name">The name.</param>
/// <param name="Bytes">The size with indexes, in bytes.</param>
/// <param name="Rows">The estimated number of rows.</param>
/// <param name="DeadRows">The number of dead rows that wait for vacuum.</param>
/// <param name="VacuumedAt">The time of the last vacuum.</param>
/// <param name="AnalyzedAt">The time of the last analyze.</param>
public sealed record TableHealth(
    string Name, long Bytes, long Rows, long DeadRows, DateTimeOffset? VacuumedAt, DateTimeOffset? AnalyzedAt);

/// <summary>The schema version of a part.</summary>
/// <param name="Part">The part.</param>
/// <param name="Latest">The number of its latest script.</param>
public sealed record AppliedSchema(string Part, int Latest);

/// <summary>Reads the state of the database.</summary>
public static class DatabaseHealth
{
    /// <summary>Reads the state of the server.</summary>
    public static async Task<ServerHealth> ServerAsync(NpgsqlConnection db, CancellationToken ct)
    {
        const string sql = """
            select current_setting('server_version'), pg_postmaster_start_time(), pg_is_in_recovery(),
                   current_setting('max_connections')::int,
                   (select count(*)::int from pg_stat_activity where backend_type = 'client backend'),
                   (select count(*)::int from pg_stat_activity where wait_event_type = 'Lock'),
                   (select min(xact_start) from pg_stat_activity where backend_type = 'client backend' and state <> 'active'),
                   (select count(*)::int from pg_stat_replication),
                   (select max(extract(epoch from replay_lag)) from pg_stat_replication)::float8,
                   pg_database_size(current_database()),
                   (select blks_hit::float8 / nullif(blks_hit + blks_read, 0) from pg_stat_database where datname = current_database())
            """;

        return (await db.FindAsync(
            sql, [],
            row => new ServerHealth(
                Version: row.GetString(0), StartedAt: row.GetFieldValue<DateTimeOffset>(1), IsReplica: row.GetBoolean(2),
                MaxConnections: row.GetInt32(3), Connections: row.GetInt32(4), Waiting: row.GetInt32(5),
                IdleTransactionSince: row.Nullable<DateTimeOffset>(6), Replicas: row.GetInt32(7),
                ReplicaLag: row.Nullable<double>(8) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
                Size: row.GetInt64(9), CacheHits: row.Nullable<double>(10)),
            ct))!;
    }

    /// <summary>Lists the largest tables.</summary>
    public static async Task<IReadOnlyList<TableHealth>> TablesAsync(NpgsqlConnection db, CancellationToken ct)
    {
        const string sql = """
            select c.relname::text, pg_total_relation_size(c.oid), greatest(c.reltuples, 0)::bigint, coalesce(s.n_dead_tup, 0),
                   greatest(s.last_vacuum, s.last_autovacuum), greatest(s.last_analyze, s.last_autoanalyze)
            from pg_class c
            left join pg_stat_user_tables s on s.relid = c.oid
            where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace
            order by 2 desc
            limit 15
            """;

        return await db.QueryAsync(
            sql, [],
            row => new TableHealth(
                row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.Nullable<DateTimeOffset>(4),
                row.Nullable<DateTimeOffset>(5)),
            ct);
    }

    /// <summary>Lists the latest applied script of each part.</summary>
    public static async Task<IReadOnlyList<AppliedSchema>> SchemasAsync(NpgsqlConnection db, CancellationToken ct)
    {
        const string sql = "select app, max(number)::int from schema_migration group by app order by app";

        return await db.QueryAsync(sql, [], row => new AppliedSchema(row.GetString(0), row.GetInt32(1)), ct);
    }

    /// <summary>Lists the installed extensions with their versions.</summary>
    public static async Task<IReadOnlyList<string>> ExtensionsAsync(NpgsqlConnection db, CancellationToken ct)
    {
        const string sql = "select extname || ' ' || extversion from pg_extension order by 1";

        return await db.QueryAsync(sql, [], row => row.GetString(0), ct);
    }
}
