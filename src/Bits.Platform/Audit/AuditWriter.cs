using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Audit;

/// <summary>Adds events to the log.</summary>
public sealed class AuditWriter(NpgsqlDataSource dataSource)
{
    /// <summary>Inserts one event; the database sets <c>at</c> and <c>xid</c>.</summary>
    internal const string InsertSql = """
        insert into audit_event (
            id, class, action, outcome, actor_kind, actor_id, session_id, scope_type, scope_id, target_type, target_id,
            rule, changes, request_id, trace_id, idempotency_key, source, version,
            personal, personal_salt, personal_hash)
        values ($1, $2, $3, $4, $5, $6::uuid, $7::text, $8::text, $9::text, $10::text, $11::text, $12::text, $13::json,
            $14, $15::text, $16::text, $17, $18, $19::json, $20::bytea, $21::bytea)
        """;

    /// <summary>Adds an event in the transaction of its action: an action and its event commit together or not at
    /// all.</summary>
    internal static Task WriteAsync(NpgsqlConnection db, AuditEvent e, CancellationToken ct) =>
        db.ExecuteAsync(InsertSql, e.Row(), ct);

    /// <summary>Adds an event of a failed action, outside of its transaction.</summary>
    internal Task WriteApartAsync(AuditEvent e, CancellationToken ct) =>
        dataSource.InTransactionAsync(db => db.ExecuteAsync(InsertSql, e.Row(), ct), ct);

    /// <summary>Erases the personal part of every event that a user caused or that is about them. The seals stay valid:
    /// they cover its hash.</summary>
    /// <param name="db">An open connection; the caller audits the erasure in the same transaction.</param>
    /// <param name="userId">The user.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>The number of events with a personal part.</returns>
    public static Task<long> ErasePersonAsync(NpgsqlConnection db, Guid userId, CancellationToken ct)
    {
        const string sql = "select audit_erase_person($1)";

        return db.FindAsync(sql, [userId], row => row.GetInt64(0), ct);
    }
}
