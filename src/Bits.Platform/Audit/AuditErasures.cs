using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Audit;

/// <summary>Compares the erasures in the log with the accounts. Every backend can write events, so an event alone does
/// not prove an erasure.</summary>
sealed class AuditErasures
{
    readonly Dictionary<Guid, DateTimeOffset> _last = [];
    readonly List<AuditProblem> _forged = [];

    /// <summary>Finds events of erasures that did not happen.</summary>
    public IReadOnlyList<AuditProblem> Forged => _forged;

    /// <summary>Returns whether a person was erased after a time.</summary>
    public bool WasErasedAfter(Guid person, DateTimeOffset at) =>
        _last.TryGetValue(person, out var erased) && erased >= at;

    public static async Task<AuditErasures> ReadAsync(NpgsqlConnection db, CancellationToken ct)
    {
        const string sql = """
            select e.id, e.at, e.target_id, u.erased_at
            from audit_event e
            left join accounts_user u on u.id::text = e.target_id
            where e.class = 'security' and e.action = 'accounts.erase_person' and e.outcome = 'success'
              and e.target_type = 'user'
            order by e.at
            """;

        var erasures = new AuditErasures();
        foreach (var (id, at, person, erasedAt) in await db.QueryAsync(
            sql, [],
            row => (
                row.GetGuid(0), row.GetFieldValue<DateTimeOffset>(1), row.NullableString(2),
                row.Nullable<DateTimeOffset>(3)), ct))
            erasures.Add(id, at, person, erasedAt);

        return erasures;
    }

    void Add(Guid id, DateTimeOffset at, string? person, DateTimeOffset? erasedAt)
    {
        if (!Guid.TryParse(person, out var user) || erasedAt is null || at < erasedAt)
            _forged.Add(new(
                $"event {id}", $"It says that user {person} was erased, but the account was not erased then."));
        else
            _last[user] = at;
    }
}
