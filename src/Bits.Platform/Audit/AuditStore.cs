using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Audit;

/// <summary>Reads and writes seals, and reads the events that they cover.</summary>
static class AuditStore
{
    // Orders by the table's columns: a bare name would mean the text of the result, where 10 precedes 9.

    /// <summary>Lists events after a place, in sealing order, that no open transaction can still precede.</summary>
    public static Task<List<AuditRow>> ListClosedAsync(NpgsqlConnection db, AuditPlace after, int limit, CancellationToken ct)
    {
        const string sql = """
            select id::text, at, xid::text, class, action, outcome, actor_kind, actor_id::text, session_id,
                   scope_type, scope_id, target_type, target_id, rule, changes::text, request_id, trace_id,
                   idempotency_key, source, version, personal::text, personal_salt, personal_hash
            from audit_event
            where xid < pg_snapshot_xmin(pg_current_snapshot())
              and (xid, id) > ($1::text::xid8, $2)
            order by audit_event.xid, audit_event.id
            limit $3
            """;

        return db.QueryAsync(sql, [after.XidText, after.Id, limit], AuditRow.Read, ct);
    }

    /// <summary>Lists the events of one class and month between two places, both included.</summary>
    public static Task<List<AuditRow>> ListBetweenAsync(
        NpgsqlConnection db, string of, DateOnly month, AuditPlace first, AuditPlace last, CancellationToken ct)
    {
        const string sql = """
            select id::text, at, xid::text, class, action, outcome, actor_kind, actor_id::text, session_id,
                   scope_type, scope_id, target_type, target_id, rule, changes::text, request_id, trace_id,
                   idempotency_key, source, version, personal::text, personal_salt, personal_hash
            from audit_event
            where class = $1
              and at >= $2::date::timestamp at time zone 'UTC'
              and at < ($2::date + interval '1 month') at time zone 'UTC'
              and (xid, id) >= ($3::text::xid8, $4)
              and (xid, id) <= ($5::text::xid8, $6)
            order by audit_event.xid, audit_event.id
            """;

        return db.QueryAsync(sql, [of, month, first.XidText, first.Id, last.XidText, last.Id], AuditRow.Read, ct);
    }

    /// <summary>Lists the seals after a number, in order.</summary>
    public static Task<List<AuditSeal>> ListSealsAsync(NpgsqlConnection db, long after, int limit, CancellationToken ct)
    {
        const string sql = """
            select seq, kind, class, month, first_xid::text, first_id, last_xid::text, last_id, count, root,
                   leaf_ids, leaf_hashes, previous, sealed_at, key_id, mac
            from audit_seal
            where seq > $1
            order by seq
            limit $2
            """;

        return db.QueryAsync(sql, [after, limit], AuditSeal.Read, ct);
    }

    /// <summary>Finds the signed end of the chain.</summary>
    public static async Task<AuditHead> HeadAsync(NpgsqlConnection db, CancellationToken ct)
    {
        const string sql = "select seq, last_xid::text, last_id, last_mac, checked_at, key_id, mac from audit_head";

        return await db.FindAsync(sql, [], AuditHead.Read, ct) ?? AuditHead.Empty;
    }

    public static Task InsertAsync(NpgsqlConnection db, AuditSeal seal, CancellationToken ct)
    {
        const string sql = """
            select audit_add_seal(
                $1, $2, $3, $4, $5::text::xid8, $6, $7::text::xid8, $8, $9, $10, $11, $12, $13, $14, $15, $16)
            """;

        return db.ExecuteAsync(
            sql,
            [
                seal.Seq, seal.Kind, seal.Class, seal.Month, seal.First.XidText, seal.First.Id, seal.Last.XidText,
                seal.Last.Id, seal.Count, seal.Root, seal.LeafIds, seal.LeafHashes, seal.Previous, seal.SealedAt,
                seal.KeyId, seal.Mac,
            ], ct);
    }

    public static Task UpdateAsync(NpgsqlConnection db, AuditHead head, CancellationToken ct)
    {
        const string sql = """
            insert into audit_head (seq, last_xid, last_id, last_mac, checked_at, key_id, mac)
            values ($1, $2::text::xid8, $3, $4, $5, $6, $7)
            on conflict on constraint audit_head_pkey do update
            set seq = excluded.seq, last_xid = excluded.last_xid, last_id = excluded.last_id,
                last_mac = excluded.last_mac, checked_at = excluded.checked_at, key_id = excluded.key_id,
                mac = excluded.mac
            """;

        return db.ExecuteAsync(
            sql, [head.Seq, head.Last.XidText, head.Last.Id, head.LastMac, head.CheckedAt, head.KeyId, head.Mac], ct);
    }
}
