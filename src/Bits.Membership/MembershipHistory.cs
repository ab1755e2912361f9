using System.Data;
using System.Globalization;
using Bits.Shared;
using Npgsql;

namespace Bits.Membership;

/// <summary>The ledger of <see cref="Memberships"/>: one line per change, appended by the database.</summary>
public sealed partial class MembershipHistory
{
    internal MembershipHistory(Memberships memberships) => Memberships = memberships;

    internal Memberships Memberships { get; }

    /// <summary>Reads what the user was in the scope at a moment; null: there was no row yet. One descent of one index.
    /// </summary>
    /// <remarks>A change counts from when it was written, not from its commit. The answer about a past moment stays the
    /// same.</remarks>
    public async Task<Standing?> AsOfAsync(
        NpgsqlConnection db, Guid userId, Scope scope, DateTimeOffset at, CancellationToken ct = default)
    {
        const string sql = """
            select case when until > $4 then to_state else 'left' end, to_role
            from memberships_transition
            where user_id = $1 and scope_type = $2 and scope_id = $3 and at <= $4
            order by version desc
            limit 1
            """;

        await using var command = Memberships.AboutOne(db, sql, userId, scope);
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = at.ToUniversalTime() });
        await using var row = await command.ExecuteReaderAsync(CommandBehavior.SingleRow, ct).ConfigureAwait(false);
        return await row.ReadAsync(ct).ConfigureAwait(false)
            ? new Standing(EnumText.Parse<MemberState>(row.GetString(0)), MemberRoles.Parse(row.GetString(1)))
            : null;
    }

    /// <summary>Tells whether the user was a member of the scope at a moment; see <see cref="AsOfAsync"/>.</summary>
    public async Task<bool> WasMemberAsync(
        NpgsqlConnection db, Guid userId, Scope scope, DateTimeOffset at, CancellationToken ct = default) =>
        await AsOfAsync(db, userId, scope, at, ct).ConfigureAwait(false) is { State: MemberState.Active };

    /// <summary>Lists the transitions of one membership, the oldest first.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="userId">The user.</param>
    /// <param name="scope">The scope.</param>
    /// <param name="after">The last version of the previous page; 0 for the first page.</param>
    /// <param name="limit">The page size, 1 to 10,000.</param>
    /// <param name="ct">Cancels the query.</param>
    public async Task<IReadOnlyList<Transition>> ListAsync(
        NpgsqlConnection db, Guid userId, Scope scope, int after = 0, int limit = 1_000, CancellationToken ct = default)
    {
        const string sql = """
            select user_id, scope_type, scope_id, version, at, from_state, to_state, from_role, to_role,
                   nullif(until, 'infinity'), actor_id, reason
            from memberships_transition
            where user_id = $1 and scope_type = $2 and scope_id = $3 and version > $4
            order by version
            limit $5
            """;

        Memberships.CheckPage(limit);
        return await db.QueryAsync(sql, [userId, Memberships.Known(scope).Type, scope.Id, after, limit], MembershipRows.ReadTransition, ct)
            .ConfigureAwait(false);
    }

    /// <summary>Lists the changes of all scopes after a position, for consumers that follow.</summary>
    /// <remarks>Returns each change exactly once and skips no change, however late its transaction commits. Holds back
    /// changes that an open transaction of the server may precede. The changes of one membership come in order.</remarks>
    /// <param name="db">An open connection.</param>
    /// <param name="after">The consumer's position; default: the beginning.</param>
    /// <param name="limit">The page size, 1 to 10,000.</param>
    /// <param name="ct">Cancels the query.</param>
    /// <returns>The changes, and the position after them.</returns>
    /// <exception cref="InvalidArgumentException">The position is ahead of the server: it is another server's, or a dump was
    /// restored since.</exception>
    public async Task<MembershipChanges> ListChangesAsync(
        NpgsqlConnection db, ChangePosition after = default, int limit = 1_000, CancellationToken ct = default)
    {
        const string sql = """
            select user_id, scope_type, scope_id, version, at, from_state, to_state, from_role, to_role,
                   nullif(until, 'infinity'), actor_id, reason, xid, id
            from memberships_transition
            where (xid, id) > ($1::text::xid8, $2) and xid < pg_snapshot_xmin(pg_current_snapshot())
            order by xid, id
            limit $3
            """;

        Memberships.CheckPage(limit);
        var changes = await db.QueryAsync(
            sql, [TransactionId(after), after.Id, limit],
            row => (Line: MembershipRows.ReadTransition(row), At: new ChangePosition(row.GetFieldValue<ulong>(12), row.GetInt64(13))),
            ct).ConfigureAwait(false);

        if (changes.Count == 0)
            await CheckPositionAsync(db, after, ct).ConfigureAwait(false);
        return new([.. changes.Select(c => c.Line)], changes.Count == 0 ? after : changes[^1].At);
    }

    static async Task CheckPositionAsync(NpgsqlConnection db, ChangePosition after, CancellationToken ct)
    {
        const string sql = "select $1::text::xid8 >= pg_snapshot_xmax(pg_current_snapshot())";

        if (await db.FindAsync(sql, [TransactionId(after)], row => row.GetBoolean(0), ct).ConfigureAwait(false))
            throw new InvalidArgumentException(
                nameof(after),
                $"{after} is ahead of this server: it is another server's, or a dump was restored since. "
                + "Follow from the beginning again.");
    }

    // Writes text: the driver reads transaction ids but does not write them.
    static string TransactionId(ChangePosition position) => position.TransactionId.ToString(CultureInfo.InvariantCulture);
}
