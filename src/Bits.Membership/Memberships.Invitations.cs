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
}
