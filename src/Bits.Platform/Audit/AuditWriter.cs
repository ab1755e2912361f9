using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Audit;

/// <summary>Adds events to the log.</summary>
public sealed class AuditWriter(NpgsqlDataSource dataSource)
{
    /// <summary>Adds one event; <c>at</c> and <c>xid</c> are the database's to say.</summary>
    internal const string InsertSql = """
        insert into audit_event (
            id, class, action, outcome, actor_kind, actor_id, session_id, scope_type, scope_id, target_type, target_id,
            rule, changes, request_id, trace_id, idempotency_key, source, version,
            personal, personal_salt, personal_hash)
        values ($1, $2, $3, $4, $5, $6::uuid, $7::text, $8::text, $9::text, $10::text, $11::text, $12::text, $13::json,
            $14, $15::text, $16::text, $17, $18, $19::json, $20::bytea, $21::bytea)
        """;

    /// <summary>Adds an event in the transaction of what it tells of: there is no effect without its event, and no event
    /// of what was rolled back.</summary>
    internal static Task WriteAsync(NpgsqlConnection db, AuditEvent e, CancellationToken ct) =>
        db.ExecuteAsync(InsertSql, e.Row(), ct);

    /// <summary>Adds an event of what did not happen, beside the transaction that is gone.</summary>
    internal Task WriteApartAsync(AuditEvent e, CancellationToken ct) =>
        dataSource.InTransactionAsync(db => db.ExecuteAsync(InsertSql, e.Row(), ct), ct);

    /// <summary>Forgets what is personal in everything that somebody did, or that was done to them. The seals stay
    /// good: they cover its hash.</summary>
    /// <param name="db">An open connection; the caller audits the erasure in the same transaction.</param>
    /// <param name="userId">Who.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>How many events had something personal.</returns>
    public static Task<long> ErasePersonAsync(NpgsqlConnection db, Guid userId, CancellationToken ct)
    {
        const string sql = "select audit_erase_person($1)";

        return db.FindAsync(sql, [userId], row => row.GetInt64(0), ct);
    }
}
