using Bits.Platform.Privacy;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Audit;

/// <summary>Exports and erases a person's data in the audit log. Keeps the sealed part, erases the personal part.</summary>
sealed class AuditData : IPersonalData
{
    public string Part => "audit";

    public IReadOnlyList<string> Tables => ["audit_event"];

    // The personal part of another actor's event is about that actor: address, client, words.
    public async Task<object?> ExportAsync(NpgsqlConnection db, Guid userId, CancellationToken ct)
    {
        const string sql = """
            select id, at, class, action, outcome, actor_kind, actor_id, scope_type, scope_id, target_type, target_id, rule,
                   changes::text, request_id, source, case when actor_id = $1 then personal::text end as personal
            from audit_event
            where actor_id = $1 or (target_type = 'user' and target_id = $1::text)
            order by at, id
            """;

        return await db.QueryAsync(sql, [userId], PersonalRow.Read, ct);
    }

    public Task<long> EraseAsync(NpgsqlConnection db, ErasedPerson person, CancellationToken ct) =>
        AuditWriter.ErasePersonAsync(db, person.UserId, ct);
}
