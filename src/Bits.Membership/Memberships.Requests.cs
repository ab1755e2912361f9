using System.Security.Cryptography;
using Bits.Shared;
using Npgsql;

namespace Bits.Membership;

public sealed partial class Memberships
{
    /// <summary>How long an invitation is good for, unless said otherwise.</summary>
    public static readonly TimeSpan InvitationLifetime = TimeSpan.FromDays(14);

    const int TokenBytes = 32;

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

        switch ((await FindAsync(db, userId, scope, ct).ConfigureAwait(false))?.State)
        {
            case MemberState.Active: return RequestOutcome.AlreadyMember;
            case MemberState.Banned: return RequestOutcome.Banned;
        }

        object?[] args = [Guid.CreateVersion7(), userId, scope.Type, scope.Id, Change.CheckedText(note, nameof(note))];
        return await db.ExecuteAsync(sql, args, ct).ConfigureAwait(false) > 0
            ? RequestOutcome.Requested
            : RequestOutcome.AlreadyRequested;
    }

    /// <summary>Invites somebody, or whoever holds the token. Inviting a user again renews the invitation: the token
    /// handed out before is good no more.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="scope">Into what.</param>
    /// <param name="role">In which role; anything but owner.</param>
    /// <param name="by">By whose hand, and with which words.</param>
    /// <param name="userId">Whom; null: whoever has the token, once.</param>
    /// <param name="lifetime">For how long, 1 minute to 1 year; null: <see cref="InvitationLifetime"/>.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>The invitation with its token, which is kept nowhere but as a hash: hand it on.</returns>
    public async Task<Invitation> InviteAsync(
        NpgsqlConnection db, Scope scope, MemberRole role, Change by, Guid? userId = null, TimeSpan? lifetime = null,
        CancellationToken ct = default)
    {
        const string sql = """
            insert into memberships_request
                (id, kind, user_id, scope_type, scope_id, role, until, token_hash, note, created_by)
            values ($1, 'invitation', $2::uuid, $3, $4, $5, clock_timestamp() + $6, $7, $8, $9::uuid)
            on conflict (user_id, scope_type, scope_id, kind) where state = 'pending' do update
            set role = excluded.role, until = excluded.until, token_hash = excluded.token_hash, note = excluded.note,
                created_at = clock_timestamp(), created_by = excluded.created_by
            returning id, until
            """;

        ArgumentNullException.ThrowIfNull(by);
        if (role == MemberRole.Owner)
            throw new ArgumentException("Nobody is invited as an owner; invite an admin and hand over.", nameof(role));
        var time = lifetime ?? InvitationLifetime;
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.FromMinutes(1), nameof(lifetime));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(time, TimeSpan.FromDays(366), nameof(lifetime));

        var token = RandomNumberGenerator.GetBytes(TokenBytes);
        object?[] args =
        [
            Guid.CreateVersion7(), userId, Known(scope).Type, scope.Id, role.ToText(), time, SHA256.HashData(token),
            by.Reason, by.ActorId,
        ];
        return (await db.FindAsync(
            sql, args,
            row => new Invitation(
                row.GetGuid(0), Convert.ToHexStringLower(token), scope, role, row.GetFieldValue<DateTimeOffset>(1)), ct)
            .ConfigureAwait(false))!;
    }

    /// <summary>The user accepts an invitation and is a member then. Never ends a ban.</summary>
    /// <param name="db">An open connection with a transaction.</param>
    /// <param name="userId">Who accepts.</param>
    /// <param name="token">The token of the invitation.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>Of two who come with the same token at once, one is let in.</returns>
    public async Task<AcceptOutcome> AcceptAsync(
        NpgsqlConnection db, Guid userId, string token, CancellationToken ct = default)
    {
        const string sql = """
            select id, kind, user_id, scope_type, scope_id, role, note, created_at, nullif(until, 'infinity'), created_by
            from memberships_request
            where token_hash = $1 and state = 'pending' and until > now() and (user_id is null or user_id = $2)
            for update
            """;

        ArgumentNullException.ThrowIfNull(token);
        if (token.Length != TokenBytes * 2 || !token.All(char.IsAsciiHexDigit))
            return AcceptOutcome.NotFound;
        if (await db.FindAsync(sql, [SHA256.HashData(Convert.FromHexString(token)), userId], ReadRequest, ct).ConfigureAwait(false)
            is not { } invitation)
            return AcceptOutcome.NotFound;

        return await AdmitAsync(db, invitation, userId, Change.By(userId, "accepted an invitation"), ct).ConfigureAwait(false)
        switch
        {
            ApproveOutcome.Admitted => AcceptOutcome.Joined,
            ApproveOutcome.AlreadyMember => AcceptOutcome.AlreadyMember,
            ApproveOutcome.Banned => AcceptOutcome.Banned,
            ApproveOutcome.NotPending => AcceptOutcome.NotFound,
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
