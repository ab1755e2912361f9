using Bits.Shared;
using Npgsql;

namespace Bits.Membership;

/// <summary>Join requests and invitations of <see cref="Memberships"/>: what is not a membership yet.</summary>
public sealed partial class MembershipRequests
{
    internal MembershipRequests(Memberships memberships) => Memberships = memberships;

    internal Memberships Memberships { get; }

    /// <summary>Submits a join request. A second one while the first waits changes nothing.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="userId">The user who wants to join.</param>
    /// <param name="scope">The scope.</param>
    /// <param name="note">A note to those who decide, up to 1,000 characters; null: none.</param>
    /// <param name="ct">Cancels the query.</param>
    /// <exception cref="InvalidArgumentException">The note is too long or contains NUL.</exception>
    public async Task<RequestOutcome> SubmitAsync(
        NpgsqlConnection db, Guid userId, Scope scope, string? note = null, CancellationToken ct = default)
    {
        const string sql = """
            insert into memberships_request (id, kind, user_id, scope_type, scope_id, note, created_by)
            values ($1, 'request', $2, $3, $4, $5::text, $2)
            on conflict (user_id, scope_type, scope_id, kind) where state = 'pending' do nothing
            """;

        var id = Guid.CreateVersion7();
        object?[] args = [id, userId, Memberships.Known(scope).Type, scope.Id, Change.CheckedText(note, nameof(note))];
        var requested = await db.ExecuteAsync(sql, args, ct).ConfigureAwait(false) > 0;

        // Checks afterwards: a user admitted or banned while the insert waited needs no request.
        var state = (await Memberships.FindAsync(db, userId, scope, ct).ConfigureAwait(false))?.State;
        if (requested && state is MemberState.Active or MemberState.Banned)
            await db.ExecuteAsync("delete from memberships_request where id = $1", [id], ct).ConfigureAwait(false);

        return state switch
        {
            MemberState.Active => RequestOutcome.AlreadyMember,
            MemberState.Banned => RequestOutcome.Banned,
            _ => requested ? RequestOutcome.Requested : RequestOutcome.AlreadyRequested,
        };
    }

    /// <summary>Approves a join request and makes the user a member. Never ends a ban: rejects the request of a user who was
    /// banned meanwhile.</summary>
    /// <param name="db">An open connection with a transaction.</param>
    /// <param name="requestId">The id of the request.</param>
    /// <param name="by">The actor and the reason.</param>
    /// <param name="ct">Cancels the query.</param>
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
        return await db.FindAsync(sql, [requestId], MembershipRows.ReadRequest, ct).ConfigureAwait(false) is { } request
            ? await AdmitAsync(db, request, request.UserId!.Value, by, ct).ConfigureAwait(false)
            : ApproveOutcome.NotPending;
    }

    /// <summary>Rejects a join request, or revokes an invitation; false: decided already, or unknown.</summary>
    public Task<bool> RejectAsync(NpgsqlConnection db, Guid requestId, Change by, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(by);
        return DecideAsync(db, requestId, "rejected", by.ActorId, ct);
    }

    /// <summary>Withdraws the user's own request; false: another user's, decided already, or unknown.</summary>
    public async Task<bool> WithdrawAsync(NpgsqlConnection db, Guid userId, Guid requestId, CancellationToken ct = default)
    {
        const string sql = """
            update memberships_request
            set state = 'withdrawn', decided_at = clock_timestamp(), decided_by = $2
            where id = $1 and user_id = $2 and kind = 'request' and state = 'pending'
            """;

        return await db.ExecuteAsync(sql, [requestId, userId], ct).ConfigureAwait(false) > 0;
    }

    /// <summary>Lists a page of the pending requests or invitations of a scope, the oldest first.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="scope">The scope.</param>
    /// <param name="kind">Requests or invitations.</param>
    /// <param name="after">The last one of the previous page; null for the first page.</param>
    /// <param name="limit">The page size, 1 to 10,000.</param>
    /// <param name="ct">Cancels the query.</param>
    public async Task<IReadOnlyList<MembershipRequest>> ListAsync(
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

        Memberships.CheckPage(limit);
        object?[] args =
        [
            Memberships.Known(scope).Type, scope.Id, kind.ToText(), after?.CreatedAt ?? DateTimeOffset.UnixEpoch, after?.Id ?? Guid.Empty,
            limit,
        ];
        return await db.QueryAsync(sql, args, MembershipRows.ReadRequest, ct).ConfigureAwait(false);
    }

    /// <summary>Finds the pending request or invitation with this id, or null.</summary>
    public async Task<MembershipRequest?> FindAsync(NpgsqlConnection db, Guid requestId, CancellationToken ct = default)
    {
        const string sql = """
            select id, kind, user_id, scope_type, scope_id, role, note, created_at, nullif(until, 'infinity'), created_by
            from memberships_request
            where id = $1 and state = 'pending' and until > now()
            """;

        return await db.FindAsync(sql, [requestId], MembershipRows.ReadRequest, ct).ConfigureAwait(false);
    }

    /// <summary>Finds the pending request by a user, or the pending invitation to a user, in a scope, or null.</summary>
    public async Task<MembershipRequest?> FindAsync(
        NpgsqlConnection db, Guid userId, Scope scope, RequestKind kind, CancellationToken ct = default)
    {
        const string sql = """
            select id, kind, user_id, scope_type, scope_id, role, note, created_at, nullif(until, 'infinity'), created_by
            from memberships_request
            where user_id = $1 and scope_type = $2 and scope_id = $3 and kind = $4 and state = 'pending' and until > now()
            """;

        return await db.FindAsync(sql, [userId, Memberships.Known(scope).Type, scope.Id, kind.ToText()], MembershipRows.ReadRequest, ct)
            .ConfigureAwait(false);
    }

    // The caller has locked the request's row: no other transaction decides it.
    async Task<ApproveOutcome> AdmitAsync(
        NpgsqlConnection db, MembershipRequest request, Guid userId, Change by, CancellationToken ct)
    {
        var member = new NewMember(userId, request.Scope, request.Role);
        var admitted = await Memberships.EnterAsync(db, member, by, ct).ConfigureAwait(false);
        while (!admitted)
        {
            switch ((await Memberships.FindAsync(db, userId, request.Scope, ct).ConfigureAwait(false))?.State)
            {
                case MemberState.Banned:
                    await DecideAsync(db, request.Id, "rejected", by.ActorId, ct).ConfigureAwait(false);
                    return ApproveOutcome.Banned;
                case MemberState.Active:
                    await DecideAsync(db, request.Id, "accepted", by.ActorId, ct).ConfigureAwait(false);
                    return ApproveOutcome.AlreadyMember;
                default:
                    await Memberships.EndOneExpiredAsync(db, userId, request.Scope, ct).ConfigureAwait(false);
                    admitted = await Memberships.EnterAsync(db, member, by, ct).ConfigureAwait(false);
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
}
