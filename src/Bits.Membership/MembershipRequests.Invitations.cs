using System.Security.Cryptography;
using Bits.Shared;
using Npgsql;

namespace Bits.Membership;

public sealed partial class MembershipRequests
{
    /// <summary>The default lifetime of an invitation: 14 days.</summary>
    public static readonly TimeSpan InvitationLifetime = TimeSpan.FromDays(14);

    const int TokenBytes = 32;

    /// <summary>Invites a user, or the holder of a token. A second invitation of a user replaces the first and its token.
    /// </summary>
    /// <param name="db">An open connection.</param>
    /// <param name="scope">The scope.</param>
    /// <param name="role">The role; any but owner.</param>
    /// <param name="by">The actor and a note.</param>
    /// <param name="userId">The user; null: the first user who presents the token.</param>
    /// <param name="lifetime">The lifetime, 1 minute to 1 year; null: <see cref="InvitationLifetime"/>.</param>
    /// <param name="ct">Cancels the query.</param>
    /// <returns>The invitation with its token. The database keeps only a hash of the token: pass it on.</returns>
    /// <exception cref="InvalidArgumentException">The role is owner, the actor is the user, or the lifetime is out of range.
    /// </exception>
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
            throw new InvalidArgumentException(
                nameof(role), "is owner, which no invitation gives. Invite an admin, then transfer the ownership.");
        if (userId is not null && userId == by.ActorId)
            throw new InvalidArgumentException(nameof(userId), "is the actor. Users cannot invite themselves; name another user.");
        var time = lifetime ?? InvitationLifetime;
        if (time < TimeSpan.FromMinutes(1) || time > TimeSpan.FromDays(366))
            throw new InvalidArgumentException(nameof(lifetime), $"is {time}. Use 1 minute to 366 days.");

        var token = RandomNumberGenerator.GetBytes(TokenBytes);
        object?[] args =
        [
            Guid.CreateVersion7(), userId, Memberships.Known(scope).Type, scope.Id, role.ToText(), time, SHA256.HashData(token),
            by.Reason, by.ActorId,
        ];
        return (await db.FindAsync(
            sql, args,
            row => new Invitation(
                row.GetGuid(0), Convert.ToHexStringLower(token), scope, role, row.GetFieldValue<DateTimeOffset>(1)), ct)
            .ConfigureAwait(false))!;
    }

    /// <summary>Finds the invitation of a token, while it is valid for this user, or null.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="userId">The holder of the token.</param>
    /// <param name="token">The token of the invitation.</param>
    /// <param name="ct">Cancels the query.</param>
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
        return await db.FindAsync(sql, [hash, userId], MembershipRows.ReadRequest, ct).ConfigureAwait(false);
    }

    /// <summary>Lists a page of the pending invitations that a user has given or received, the oldest first.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="userId">The user.</param>
    /// <param name="side">Given, including those for the holder of a token; or received, which name the user.</param>
    /// <param name="after">The last one of the previous page; null for the first page.</param>
    /// <param name="limit">The page size, 1 to 10,000.</param>
    /// <param name="ct">Cancels the query.</param>
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

        Memberships.CheckPage(limit);
        object?[] args = [userId, after?.CreatedAt ?? DateTimeOffset.UnixEpoch, after?.Id ?? Guid.Empty, limit];
        return side switch
        {
            InvitationSide.Given => await db.QueryAsync(given, args, MembershipRows.ReadRequest, ct).ConfigureAwait(false),
            InvitationSide.Received => await db.QueryAsync(received, args, MembershipRows.ReadRequest, ct).ConfigureAwait(false),
        };
    }
}
