using System.Security.Cryptography;
using Bits.Shared;
using Npgsql;

namespace Bits.Membership;

public sealed partial class Memberships
{
    /// <summary>How long an invitation is good for, unless said otherwise: 14 days.</summary>
    public static readonly TimeSpan InvitationLifetime = TimeSpan.FromDays(14);

    const int TokenBytes = 32;

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
        if (userId is not null && userId == by.ActorId)
            throw new ArgumentException("Nobody invites oneself; name another user.", nameof(userId));
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

    /// <summary>The invitation that a token is for, while it is good for this user; null where there is none.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="userId">Who has the token.</param>
    /// <param name="token">The token of the invitation.</param>
    /// <param name="ct">Stops the query.</param>
    public async Task<MembershipRequest?> FindInvitationAsync(
        NpgsqlConnection db, Guid userId, string token, CancellationToken ct = default)
    {
        const string sql = """
            select id, kind, user_id, scope_type, scope_id, role, note, created_at, nullif(until, 'infinity'), created_by
            from memberships_request
            where token_hash = $1 and state = 'pending' and until > now() and (user_id is null or user_id = $2)
            """;

        ArgumentNullException.ThrowIfNull(token);
        if (token.Length != TokenBytes * 2 || !token.All(char.IsAsciiHexDigit))
            return null;

        var hash = SHA256.HashData(Convert.FromHexString(token));
        return await db.FindAsync(sql, [hash, userId], ReadRequest, ct).ConfigureAwait(false);
    }

    /// <summary>A page of the invitations that a user has given or received and that wait, the oldest first.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="userId">Who.</param>
    /// <param name="side">Given, also those for anybody with the token; or received, which are those by name.</param>
    /// <param name="after">The one that ended the page before; null for the first page.</param>
    /// <param name="limit">The longest page, 1 to 10,000.</param>
    /// <param name="ct">Stops the query.</param>
    public async Task<IReadOnlyList<MembershipRequest>> ListInvitationsAsync(
        NpgsqlConnection db, Guid userId, InvitationSide side, MembershipRequest? after = null, int limit = 100,
        CancellationToken ct = default)
    {
        const string given = """
            select id, kind, user_id, scope_type, scope_id, role, note, created_at, nullif(until, 'infinity'), created_by
            from memberships_request
            where created_by = $1 and kind = 'invitation' and state = 'pending' and until > now()
              and (created_at, id) > ($2, $3)
            order by created_at, id
            limit $4
            """;
        const string received = """
            select id, kind, user_id, scope_type, scope_id, role, note, created_at, nullif(until, 'infinity'), created_by
            from memberships_request
            where user_id = $1 and kind = 'invitation' and state = 'pending' and until > now()
              and (created_at, id) > ($2, $3)
            order by created_at, id
            limit $4
            """;

        CheckPage(limit);
        object?[] args = [userId, after?.CreatedAt ?? DateTimeOffset.UnixEpoch, after?.Id ?? Guid.Empty, limit];
        return side switch
        {
            InvitationSide.Given => await db.QueryAsync(given, args, ReadRequest, ct).ConfigureAwait(false),
            InvitationSide.Received => await db.QueryAsync(received, args, ReadRequest, ct).ConfigureAwait(false),
        };
    }
}
