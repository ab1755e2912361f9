using Bits.Shared;
using Npgsql;

namespace Bits.Membership;

public sealed partial class Memberships
{
    /// <summary>The user asks to be let in. Asking twice is asking once.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="userId">Who asks.</param>
    /// <param name="scope">Into what.</param>
    /// <param name="note">A word to those who decide, up to 1,000 characters; null: none.</param>
    /// <param name="ct">Stops the query.</param>
    /// <exception cref="ArgumentException">The note is too long or contains NUL.</exception>
    public async Task<RequestOutcome> RequestAsync(
        NpgsqlConnection db, Guid userId, Scope scope, string? note = null, CancellationToken ct = default)
    {
        const string sql = """
            insert into memberships_request (id, kind, user_id, scope_type, scope_id, note, created_by)
            values ($1, 'request', $2, $3, $4, $5::text, $2)
            on conflict (user_id, scope_type, scope_id, kind) where state = 'pending' do nothing
            """;

        var id = Guid.CreateVersion7();
        object?[] args = [id, userId, Known(scope).Type, scope.Id, Change.CheckedText(note, nameof(note))];
        var requested = await db.ExecuteAsync(sql, args, ct).ConfigureAwait(false) > 0;

        // Looked at afterwards: whoever was admitted or banned while the insert waited needs no request.
        var state = (await FindAsync(db, userId, scope, ct).ConfigureAwait(false))?.State;
        if (requested && state is MemberState.Active or MemberState.Banned)
            await db.ExecuteAsync("delete from memberships_request where id = $1", [id], ct).ConfigureAwait(false);

        return state switch
        {
            MemberState.Active => RequestOutcome.AlreadyMember,
            MemberState.Banned => RequestOutcome.Banned,
            _ => requested ? RequestOutcome.Requested : RequestOutcome.AlreadyRequested,
        };
    }

    /// <summary>Grants a request: the user is a member then. Never ends a ban; the request of somebody who has been
    /// banned meanwhile is rejected instead.</summary>
    /// <param name="db">An open connection with a transaction.</param>
    /// <param name="requestId">Which request.</param>
    /// <param name="by">By whose hand, and why.</param>
    /// <param name="ct">Stops the query.</param>
    public async Task<ApproveOutcome> ApproveAsync(
        NpgsqlConnection db, Guid requestId, Change by, CancellationToken ct = default)
    {
        const string sql = """
            select id, kind, user_id, scope_type, scope_id, role, note, created_at, nullif(until, 'infinity'), created_by
            from memberships_request
            where id = $1 and kind = 'request' and state = 'pending'
            for update
            """;

        ArgumentNullException.ThrowIfNull(by);
        return await db.FindAsync(sql, [requestId], ReadRequest, ct).ConfigureAwait(false) is { } request
            ? await AdmitAsync(db, request, request.UserId!.Value, by, ct).ConfigureAwait(false)
            : ApproveOutcome.NotPending;
    }

    /// <summary>Turns a request down, or takes an invitation back. False: it was decided already, or there is none.
    /// </summary>
    public Task<bool> RejectAsync(NpgsqlConnection db, Guid requestId, Change by, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(by);
        return DecideAsync(db, requestId, "rejected", by.ActorId, ct);
    }

    /// <summary>Somebody takes the own request back. False: it is somebody else's, was decided already, or there is none.
    /// </summary>
    public async Task<bool> WithdrawAsync(NpgsqlConnection db, Guid userId, Guid requestId, CancellationToken ct = default)
    {
        const string sql = """
            update memberships_request
            set state = 'withdrawn', decided_at = clock_timestamp(), decided_by = $2
            where id = $1 and user_id = $2 and kind = 'request' and state = 'pending'
            """;

        return await db.ExecuteAsync(sql, [requestId, userId], ct).ConfigureAwait(false) > 0;
    }

    /// <summary>A page of the requests or invitations of a scope that wait, the oldest first.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="scope">Of what.</param>
    /// <param name="kind">Which of the two.</param>
    /// <param name="after">The one that ended the page before; null for the first page.</param>
    /// <param name="limit">The longest page, 1 to 10,000.</param>
    /// <param name="ct">Stops the query.</param>
    public async Task<IReadOnlyList<MembershipRequest>> ListRequestsAsync(
        NpgsqlConnection db, Scope scope, RequestKind kind, MembershipRequest? after = null, int limit = 100,
        CancellationToken ct = default)
    {
        const string sql = """
            select id, kind, user_id, scope_type, scope_id, role, note, created_at, nullif(until, 'infinity'), created_by
            from memberships_request
            where scope_type = $1 and scope_id = $2 and kind = $3 and state = 'pending' and until > now()
              and (created_at, id) > ($4, $5)
            order by created_at, id
            limit $6
            """;

        CheckPage(limit);
        object?[] args =
        [
            Known(scope).Type, scope.Id, kind.ToText(), after?.CreatedAt ?? DateTimeOffset.UnixEpoch, after?.Id ?? Guid.Empty,
            limit,
        ];
        return await db.QueryAsync(sql, args, ReadRequest, ct).ConfigureAwait(false);
    }

    /// <summary>The request or invitation with this id, while it waits; else null.</summary>
    public async Task<MembershipRequest?> FindRequestAsync(NpgsqlConnection db, Guid requestId, CancellationToken ct = default)
    {
        const string sql = """
            select id, kind, user_id, scope_type, scope_id, role, note, created_at, nullif(until, 'infinity'), created_by
            from memberships_request
            where id = $1 and state = 'pending' and until > now()
            """;

        return await db.FindAsync(sql, [requestId], ReadRequest, ct).ConfigureAwait(false);
    }

    /// <summary>The request by a user, or the invitation to a user, that waits in a scope; null where there is none.
    /// </summary>
    public async Task<MembershipRequest?> FindRequestAsync(
        NpgsqlConnection db, Guid userId, Scope scope, RequestKind kind, CancellationToken ct = default)
    {
        const string sql = """
            select id, kind, user_id, scope_type, scope_id, role, note, created_at, nullif(until, 'infinity'), created_by
            from memberships_request
            where user_id = $1 and scope_type = $2 and scope_id = $3 and kind = $4 and state = 'pending' and until > now()
            """;

        return await db.FindAsync(sql, [userId, Known(scope).Type, scope.Id, kind.ToText()], ReadRequest, ct)
            .ConfigureAwait(false);
    }

    // The caller holds the request's row: nobody else decides it meanwhile.
    async Task<ApproveOutcome> AdmitAsync(
        NpgsqlConnection db, MembershipRequest request, Guid userId, Change by, CancellationToken ct)
    {
        var member = new NewMember(userId, request.Scope, request.Role);
        var admitted = await EnterAsync(db, member, by, ct).ConfigureAwait(false);
        while (!admitted)
        {
            switch ((await FindAsync(db, userId, request.Scope, ct).ConfigureAwait(false))?.State)
            {
                case MemberState.Banned:
                    await DecideAsync(db, request.Id, "rejected", by.ActorId, ct).ConfigureAwait(false);
                    return ApproveOutcome.Banned;
                case MemberState.Active:
                    await DecideAsync(db, request.Id, "accepted", by.ActorId, ct).ConfigureAwait(false);
                    return ApproveOutcome.AlreadyMember;
                default:
                    await EndExpiredAsync(db, userId, request.Scope, ct).ConfigureAwait(false);
                    admitted = await EnterAsync(db, member, by, ct).ConfigureAwait(false);
                    break;
            }
        }

        await DecideAsync(db, request.Id, "accepted", by.ActorId, ct).ConfigureAwait(false);
        return ApproveOutcome.Admitted;
    }

    static async Task<bool> DecideAsync(NpgsqlConnection db, Guid requestId, string state, Guid? by, CancellationToken ct)
    {
        const string sql = """
            update memberships_request
            set state = $2, decided_at = clock_timestamp(), decided_by = $3::uuid, token_hash = null
            where id = $1 and state = 'pending'
            """;

        return await db.ExecuteAsync(sql, [requestId, state, by], ct).ConfigureAwait(false) > 0;
    }

    static MembershipRequest ReadRequest(NpgsqlDataReader row) => new(
        Id: row.GetGuid(0),
        Kind: RequestKindText.Parse(row.GetString(1)),
        UserId: row.Nullable<Guid>(2),
        Scope: new(row.GetString(3), row.GetString(4)),
        Role: MemberRoles.Parse(row.GetString(5)),
        Note: row.NullableString(6),
        CreatedAt: row.GetFieldValue<DateTimeOffset>(7),
        Until: row.Nullable<DateTimeOffset>(8),
        CreatedBy: row.Nullable<Guid>(9));
}
