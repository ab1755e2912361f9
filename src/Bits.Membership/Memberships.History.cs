using System.Data;
using System.Globalization;
using Bits.Shared;
using Npgsql;

namespace Bits.Membership;

public sealed partial class Memberships
{
    /// <summary>What the user was in the scope at a moment, as the ledger had it then; null where there was no row yet.
    /// One descent of one index.</summary>
    /// <remarks>A change counts from when it was written, not from when its transaction committed; asked again later
    /// about a moment long past, the answer is the same.</remarks>
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

        await using var command = AboutOne(db, sql, userId, scope);
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = at.ToUniversalTime() });
        await using var row = await command.ExecuteReaderAsync(CommandBehavior.SingleRow, ct).ConfigureAwait(false);
        return await row.ReadAsync(ct).ConfigureAwait(false)
            ? new Standing(MemberStateText.Parse(row.GetString(0)), MemberRoles.Parse(row.GetString(1)))
            : null;
    }

    /// <summary>Whether the user was a member of the scope at a moment; see <see
    /// cref="AsOfAsync(NpgsqlConnection, Guid, Scope, DateTimeOffset, CancellationToken)"/>.</summary>
    public async Task<bool> WasMemberAsync(
        NpgsqlConnection db, Guid userId, Scope scope, DateTimeOffset at, CancellationToken ct = default) =>
        await AsOfAsync(db, userId, scope, at, ct).ConfigureAwait(false) is { State: MemberState.Active };

    /// <summary>The transitions of one membership, the oldest first.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="userId">Whose.</param>
    /// <param name="scope">In what.</param>
    /// <param name="after">The version that ended the page before; 0 for the first page.</param>
    /// <param name="limit">The longest page, 1 to 10,000.</param>
    /// <param name="ct">Stops the query.</param>
    public async Task<IReadOnlyList<Transition>> HistoryAsync(
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

        CheckPage(limit);
        return await db.QueryAsync(sql, [userId, Known(scope).Type, scope.Id, after, limit], ReadTransition, ct)
            .ConfigureAwait(false);
    }

    /// <summary>What has changed, in all scopes, behind a position: for consumers that follow.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="after">Where the consumer has got to; default: the very beginning.</param>
    /// <param name="limit">The longest page, 1 to 10,000.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>The changes, and the position behind them. Each change is handed out exactly once and none is passed
    /// over, however late its transaction commits: what a transaction that is still open may yet precede is held back
    /// until that one has ended, in whichever database of the server it is. The changes of one membership come in their
    /// order.</returns>
    /// <exception cref="ArgumentException">The position is ahead of the server: it is from another one, or from before
    /// a dump was restored.</exception>
    public async Task<MembershipChanges> ChangesAsync(
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

        CheckPage(limit);
        var changes = await db.QueryAsync(
            sql, [TransactionId(after), after.Id, limit],
            row => (Line: ReadTransition(row), At: new ChangePosition(row.GetFieldValue<ulong>(12), row.GetInt64(13))),
            ct).ConfigureAwait(false);

        if (changes.Count == 0)
            await CheckPositionAsync(db, after, ct).ConfigureAwait(false);
        return new([.. changes.Select(c => c.Line)], changes.Count == 0 ? after : changes[^1].At);
    }

    static async Task CheckPositionAsync(NpgsqlConnection db, ChangePosition after, CancellationToken ct)
    {
        const string sql = "select $1::text::xid8 >= pg_snapshot_xmax(pg_current_snapshot())";

        if (await db.FindAsync(sql, [TransactionId(after)], row => row.GetBoolean(0), ct).ConfigureAwait(false))
            throw new ArgumentException(
                $"The position {after} is ahead of this server: it is another server's, or a dump was restored since. "
                + "Follow from the beginning again.", nameof(after));
    }

    // As text: the driver reads transaction ids and does not write them.
    static string TransactionId(ChangePosition position) => position.TransactionId.ToString(CultureInfo.InvariantCulture);

    static Transition ReadTransition(NpgsqlDataReader row) => new(
        UserId: row.GetGuid(0),
        Scope: new(row.GetString(1), row.GetString(2)),
        Version: row.GetInt32(3),
        At: row.GetFieldValue<DateTimeOffset>(4),
        FromState: row.NullableString(5) is { } state ? MemberStateText.Parse(state) : null,
        ToState: MemberStateText.Parse(row.GetString(6)),
        FromRole: row.NullableString(7) is { } role ? MemberRoles.Parse(role) : null,
        ToRole: MemberRoles.Parse(row.GetString(8)),
        Until: row.Nullable<DateTimeOffset>(9),
        ActorId: row.Nullable<Guid>(10),
        Reason: row.GetString(11));
}
