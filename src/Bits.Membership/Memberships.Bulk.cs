using Bits.Shared;
using Npgsql;
using NpgsqlTypes;

namespace Bits.Membership;

public sealed partial class Memberships
{
    const int BulkChunk = 5_000;

    /// <summary>Makes many users members, with <see cref="OnBanned.Refuse"/>: a bulk import never lifts a ban.</summary>
    /// <remarks>COPY sends the rows; chunks merge them, always in the same order. So concurrent imports wait for each other
    /// and never deadlock. A second run of the same import changes nothing.</remarks>
    /// <param name="db">An open connection with a transaction. Roll it back for a dry run.</param>
    /// <param name="members">The users, scopes, roles and ends.</param>
    /// <param name="by">The actor and the reason.</param>
    /// <param name="progress">Receives the number of merged lines.</param>
    /// <param name="ct">Cancels the query.</param>
    /// <returns>The outcome of each line, in the order given.</returns>
    /// <exception cref="InvalidArgumentException">A line has an unknown scope type or an invalid end. The field names the
    /// line, from 0. Nothing was written.</exception>
    public async Task<IReadOnlyList<AddOutcome>> AddMembersAsync(
        NpgsqlConnection db, IReadOnlyList<NewMember> members, Change by, IProgress<int>? progress = null,
        CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(members);
        ArgumentNullException.ThrowIfNull(by);

        var outcomes = new AddOutcome[members.Count];
        var lines = InOrder(members, outcomes);
        if (lines.Length == 0)
            return outcomes;

        var importId = Guid.CreateVersion7();
        await CopyAsync(db, importId, members, lines, ct).ConfigureAwait(false);
        if (await FindPastEndAsync(db, importId, ct).ConfigureAwait(false) is { } place)
        {
            await ClearAsync(db, importId, ct).ConfigureAwait(false);
            throw new InvalidArgumentException($"members[{lines[place]}].until", EndInThePast);
        }

        for (var first = 0; first < lines.Length; first += BulkChunk)
        {
            var end = Math.Min(first + BulkChunk, lines.Length);
            await MergeAsync(db, new(importId, first, end), members, lines, by, outcomes, ct).ConfigureAwait(false);
            progress?.Report(end);
        }

        await ClearAsync(db, importId, ct).ConfigureAwait(false);
        return outcomes;
    }

    readonly record struct BulkRange(Guid ImportId, int First, int End);

    // Lists the lines to write, ordered by key. The first line of a key counts.
    int[] InOrder(IReadOnlyList<NewMember> members, AddOutcome[] outcomes)
    {
        var seen = new HashSet<MemberKey>(members.Count);
        var lines = new List<int>(members.Count);
        for (var i = 0; i < members.Count; i++)
        {
            CheckLine(members[i], i);
            if (seen.Add(new(members[i].UserId, members[i].Scope)))
                lines.Add(i);
            else
                outcomes[i] = AddOutcome.Repeated;
        }

        lines.Sort((a, b) => Compare(members[a], members[b]));
        return [.. lines];
    }

    void CheckLine(NewMember member, int line)
    {
        try
        {
            Known(member.Scope);
            Checked(member);
        }
        catch (InvalidArgumentException e)
        {
            throw new InvalidArgumentException($"members[{line}].{e.Field}", e.Problem);
        }
    }

    static int Compare(NewMember a, NewMember b) =>
        a.UserId.CompareTo(b.UserId) is var user and not 0 ? user
        : string.CompareOrdinal(a.Scope.Type, b.Scope.Type) is var type and not 0 ? type
        : string.CompareOrdinal(a.Scope.Id, b.Scope.Id);

    static async Task CopyAsync(
        NpgsqlConnection db, Guid importId, IReadOnlyList<NewMember> members, int[] lines, CancellationToken ct)
    {
        const string copy = """
            copy memberships_import (import_id, place, user_id, scope_type, scope_id, role, until) from stdin (format binary)
            """;

        await using var writer = await db.BeginBinaryImportAsync(copy, ct).ConfigureAwait(false);
        for (var place = 0; place < lines.Length; place++)
        {
            var member = members[lines[place]];
            await writer.StartRowAsync(ct).ConfigureAwait(false);
            await writer.WriteAsync(importId, NpgsqlDbType.Uuid, ct).ConfigureAwait(false);
            await writer.WriteAsync(place, NpgsqlDbType.Integer, ct).ConfigureAwait(false);
            await writer.WriteAsync(member.UserId, NpgsqlDbType.Uuid, ct).ConfigureAwait(false);
            await writer.WriteAsync(member.Scope.Type, NpgsqlDbType.Text, ct).ConfigureAwait(false);
            await writer.WriteAsync(member.Scope.Id, NpgsqlDbType.Text, ct).ConfigureAwait(false);
            await writer.WriteAsync(member.Role.ToText(), NpgsqlDbType.Text, ct).ConfigureAwait(false);
            await writer.WriteAsync(
                member.Until?.UtcDateTime ?? DateTime.MaxValue, NpgsqlDbType.TimestampTz, ct).ConfigureAwait(false);
        }

        await writer.CompleteAsync(ct).ConfigureAwait(false);
    }

    static Task<int?> FindPastEndAsync(NpgsqlConnection db, Guid importId, CancellationToken ct)
    {
        const string sql = "select place from memberships_import where import_id = $1 and until <= clock_timestamp() limit 1";

        return db.FindAsync<int?>(sql, [importId], row => row.GetInt32(0), ct);
    }

    static Task ClearAsync(NpgsqlConnection db, Guid importId, CancellationToken ct) =>
        db.ExecuteAsync("delete from memberships_import where import_id = $1", [importId], ct);

    static async Task MergeAsync(
        NpgsqlConnection db, BulkRange range, IReadOnlyList<NewMember> members, int[] lines, Change by,
        AddOutcome[] outcomes, CancellationToken ct)
    {
        await EndRangeExpiredAsync(db, range, ct).ConfigureAwait(false);
        await LockOwnersAsync(db, range, ct).ConfigureAwait(false);
        var written = await UpsertAsync(db, range, by, ct).ConfigureAwait(false);
        var others = Enumerable.Range(range.First, range.End - range.First)
            .Select(place => (Place: place, Version: Version(members[lines[place]])))
            .Where(other => other.Version != 1)
            .ToList();

        foreach (var other in await ReadOutcomesAsync(db, range, others, ct).ConfigureAwait(false))
        {
            outcomes[lines[other.Place]] = other switch
            {
                { From: MemberState.Active } => AddOutcome.Changed,
                { From: not null } => AddOutcome.Added,
                { Now: MemberState.Banned } => AddOutcome.Banned,
                _ when other.Role != members[lines[other.Place]].Role => AddOutcome.LastOwner,
                _ => AddOutcome.AlreadyMember,
            };
        }

        int? Version(NewMember member) =>
            written.TryGetValue(new(member.UserId, member.Scope), out var version) ? version : null;
    }

    static Task EndRangeExpiredAsync(NpgsqlConnection db, BulkRange range, CancellationToken ct)
    {
        const string sql = """
            update memberships_membership m
            set state = 'left', until = 'infinity', changed_at = clock_timestamp(), changed_by = null,
                change_reason = 'expired'
            from memberships_import i
            where i.import_id = $1 and i.place >= $2 and i.place < $3
              and m.user_id = i.user_id and m.scope_type = i.scope_type and m.scope_id = i.scope_id
              and m.until <= now() and m.until < 'infinity'
            """;

        return db.ExecuteAsync(sql, [range.ImportId, range.First, range.End], ct);
    }

    // Takes the locks of owners who get another role, before their rows.
    static Task LockOwnersAsync(NpgsqlConnection db, BulkRange range, CancellationToken ct)
    {
        const string sql = """
            select memberships_lock_owners(scope_type, scope_id)
            from (
                select distinct scope_type, scope_id
                from memberships_import i
                join memberships_membership m using (user_id, scope_type, scope_id)
                where i.import_id = $1 and i.place >= $2 and i.place < $3
                  and m.state = 'active' and m.role = 'owner' and i.role <> 'owner'
                order by scope_type, scope_id) of_owners
            """;

        return db.ExecuteAsync(sql, [range.ImportId, range.First, range.End], ct);
    }

    // Returns the written keys and versions; version 1 is a new row. The client joins them with the lines, because the
    // planner has no statistics of rows that were just copied.
    static async Task<Dictionary<MemberKey, int>> UpsertAsync(
        NpgsqlConnection db, BulkRange range, Change by, CancellationToken ct)
    {
        const string sql = """
            insert into memberships_membership as m
                (user_id, scope_type, scope_id, role, state, until, changed_by, change_reason)
            select user_id, scope_type, scope_id, role, 'active', until, $4::uuid, $5
            from memberships_import
            where import_id = $1 and place >= $2 and place < $3
            order by place
            on conflict on constraint memberships_membership_pkey do update
            set role = excluded.role, state = 'active', until = excluded.until, changed_at = clock_timestamp(),
                changed_by = excluded.changed_by, change_reason = excluded.change_reason
            where m.state = 'left'
               or (m.state = 'active' and (m.role, m.until) is distinct from (excluded.role, excluded.until)
                   and (excluded.role = 'owner' or not memberships_is_last_owner(m)))
            returning user_id, scope_type, scope_id, version
            """;

        var written = await db.QueryAsync(
            sql, [range.ImportId, range.First, range.End, by.ActorId, by.Reason],
            row => KeyValuePair.Create(
                new MemberKey(row.GetGuid(0), new(row.GetString(1), row.GetString(2))), row.GetInt32(3)), ct)
            .ConfigureAwait(false);

        return new(written);
    }

    readonly record struct BulkOutcome(int Place, MemberState? From, MemberState Now, MemberRole Role);

    // Reads the state before a write from the ledger, and the state of unwritten lines from their rows.
    static async Task<IReadOnlyList<BulkOutcome>> ReadOutcomesAsync(
        NpgsqlConnection db, BulkRange range, List<(int Place, int? Version)> others, CancellationToken ct)
    {
        const string sql = """
            select i.place, case when n.version is not null then coalesce(t.from_state, 'left') end, m.state, m.role
            from unnest($2::int[], $3::int[]) as n (place, version)
            join memberships_import i on i.import_id = $1 and i.place = n.place
            join memberships_membership m using (user_id, scope_type, scope_id)
            left join memberships_transition t
                on t.user_id = i.user_id and t.scope_type = i.scope_type and t.scope_id = i.scope_id
                and t.version = n.version
            """;

        if (others.Count == 0)
            return [];

        return await db.QueryAsync(
            sql, [range.ImportId, others.Select(o => o.Place).ToArray(), others.Select(o => o.Version).ToArray()],
            row => new BulkOutcome(
                Place: row.GetInt32(0),
                From: row.NullableString(1) is { } from ? EnumText.Parse<MemberState>(from) : null,
                Now: EnumText.Parse<MemberState>(row.GetString(2)),
                Role: MemberRoles.Parse(row.GetString(3))), ct).ConfigureAwait(false);
    }
}
