using Bits.Shared;
using Npgsql;

namespace Bits.Membership;

public sealed partial class Memberships
{
    const int BulkChunk = 10_000;

    /// <summary>Makes many users members, as <see cref="OnBanned.Refuse"/> does: a ban is never lifted in bulk.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="members">Who, to what, in which role; each user once in each scope.</param>
    /// <param name="by">By whose hand, and why.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>What came of each, in the order given. Doing it twice changes nothing the second time.</returns>
    /// <exception cref="ArgumentException">A user is named twice in one scope.</exception>
    public async Task<IReadOnlyList<AddOutcome>> AddMembersAsync(
        NpgsqlConnection db, IReadOnlyList<NewMember> members, Change by, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(members);
        ArgumentNullException.ThrowIfNull(by);
        if (members.GroupBy(m => (m.UserId, m.Scope)).FirstOrDefault(g => g.Skip(1).Any())?.Key is { } twice)
            throw new ArgumentException($"User {twice.UserId} is named twice in {twice.Scope}.", nameof(members));

        var outcomes = new List<AddOutcome>(members.Count);
        foreach (var chunk in members.Chunk(BulkChunk))
        {
            var versions = await UpsertAsync(db, chunk, by, ct).ConfigureAwait(false);
            outcomes.AddRange(await ReadOutcomesAsync(db, chunk, versions, ct).ConfigureAwait(false));
        }

        return outcomes;
    }

    // Rows are touched in the order of their keys, so that two imports at once wait for each other, not in a circle.
    static async Task<Dictionary<(Guid, Scope), int>> UpsertAsync(
        NpgsqlConnection db, NewMember[] members, Change by, CancellationToken ct)
    {
        const string sql = """
            insert into memberships_membership as m
                (user_id, scope_type, scope_id, role, state, changed_by, change_reason)
            select user_id, scope_type, scope_id, role, 'active', $5::uuid, $6
            from unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) as n (user_id, scope_type, scope_id, role)
            order by user_id, scope_type, scope_id
            on conflict on constraint memberships_membership_pkey do update
            set role = excluded.role, state = 'active',
                since = case when m.state = 'active' then m.since else clock_timestamp() end,
                changed_at = clock_timestamp(),
                changed_by = excluded.changed_by, change_reason = excluded.change_reason
            where m.state = 'left'
               or (m.state = 'active' and m.role <> excluded.role and not memberships_is_last_owner(m))
            returning user_id, scope_type, scope_id, version
            """;

        var written = await db.QueryAsync(
            sql, [.. Columns(members), members.Select(m => m.Role.ToText()).ToArray(), by.ActorId, by.Reason],
            row => (Key: (row.GetGuid(0), new Scope(row.GetString(1), row.GetString(2))), Version: row.GetInt32(3)),
            ct).ConfigureAwait(false);

        return written.ToDictionary(w => w.Key, w => w.Version);
    }

    // What a write came from stands in the ledger; what was not written shows in the row itself.
    static async Task<List<AddOutcome>> ReadOutcomesAsync(
        NpgsqlConnection db, NewMember[] members, Dictionary<(Guid, Scope), int> versions, CancellationToken ct)
    {
        const string sql = """
            select t.version is not null, coalesce(t.from_state, 'left'), m.state, m.role
            from unnest($1::uuid[], $2::text[], $3::text[], $4::int[])
                with ordinality as n (user_id, scope_type, scope_id, version, place)
            join memberships_membership m using (user_id, scope_type, scope_id)
            left join memberships_transition t
                on t.user_id = n.user_id and t.scope_type = n.scope_type and t.scope_id = n.scope_id
                and t.version = n.version
            order by n.place
            """;

        var rows = await db.QueryAsync(
            sql, [.. Columns(members), members.Select(m => versions.GetValueOrDefault((m.UserId, m.Scope))).ToArray()],
            row => (
                Written: row.GetBoolean(0),
                From: MemberStateText.Parse(row.GetString(1)),
                Now: MemberStateText.Parse(row.GetString(2)),
                Role: MemberRoles.Parse(row.GetString(3))), ct).ConfigureAwait(false);

        return [.. rows.Zip(members, (row, member) => row switch
        {
            { Written: true, From: MemberState.Active } => AddOutcome.RoleChanged,
            { Written: true } => AddOutcome.Added,
            { Now: MemberState.Banned } => AddOutcome.Banned,
            _ when row.Role != member.Role => AddOutcome.LastOwner,
            _ => AddOutcome.AlreadyMember,
        })];
    }

    static object[] Columns(NewMember[] members) =>
    [
        members.Select(m => m.UserId).ToArray(),
        members.Select(m => m.Scope.Type).ToArray(),
        members.Select(m => m.Scope.Id).ToArray(),
    ];
}
