using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Accounts;

/// <summary>Finds the account of a caller and checks the session in one statement, at every call. An ended session ends
/// with the next call on every node.</summary>
static class CallerLookup
{
    /// <summary>Finds the caller, and sets the actor of the open transaction of <paramref name="db"/>.</summary>
    /// <exception cref="FaultException">The proof matches no account, or the account is disabled, or the session has
    /// ended.</exception>
    public static async Task<Caller> GetAsync(NpgsqlConnection db, Identity identity, string requestId, CancellationToken ct) =>
        Require(await (await QueryAsync(db, identity, requestId, ct)).ReadAsync(db, ct));

    /// <summary>Returns the query for a caller's account and its state; pass the answer to <see cref="Require"/>.</summary>
    /// <exception cref="FaultException">The proof matches no account.</exception>
    public static async ValueTask<BatchedQuery<(Caller Caller, string State)>> QueryAsync(
        NpgsqlConnection db, Identity identity, string requestId, CancellationToken ct)
    {
        const string sql = """
            select u.id, u.name, u.primary_role, u.platform_role, u.capabilities,
                   case
                       when u.disabled_at is not null then 'disabled'
                       when s.ended_at is not null or $4::timestamptz < u.sessions_from then 'ended'
                       when $3 and (s.id is null or s.expires_at < now()) then 'over'
                       else 'good'
                   end,
                   set_config('bits.actor_id', u.id::text, true), set_config('bits.request_id', $5, true),
                   s.signed_in_at, s.acr, s.amr
            from accounts_user u
            left join accounts_session s on s.id = $2::text and s.user_id = u.id
            where u.id = $1
            """;

        var id = identity.UserId ?? await FindIdAsync(db, identity, ct) ?? throw NoAccount();
        return new(
            sql, [id, identity.SessionId, identity.SessionIsOurs, identity.IssuedAt, requestId],
            row => (Read(row, identity), row.GetString(5)));
    }

    /// <summary>Returns the caller when the account and the session are valid.</summary>
    /// <exception cref="FaultException">The account does not exist or is disabled, or the session has ended.</exception>
    public static Caller Require((Caller Caller, string State) found) => found.State switch
    {
        "good" => found.Caller,
        null => throw NoAccount(),
        "disabled" => throw FaultException.Unauthenticated("This account is disabled. Ask the platform's operators."),
        "ended" => throw FaultException.Unauthenticated("This session was ended. Sign in again."),
        _ => throw FaultException.Unauthenticated("This session has expired. Sign in again."),
    };

    /// <summary>Finds a user as a caller by id, to check their rights while another user acts. Null when the account is
    /// missing or disabled.</summary>
    public static Task<Caller?> FindAsync(NpgsqlConnection db, Guid userId, CancellationToken ct)
    {
        const string sql = """
            select id, name, primary_role, platform_role, capabilities
            from accounts_user
            where id = $1 and disabled_at is null
            """;

        return db.FindAsync(sql, [userId], ReadAccount, ct);
    }

    /// <summary>Returns for each whether they may still call, by the rules of a call: index, role and capabilities.</summary>
    public static Task<List<(int Place, PlatformRole? Role, string[]? Only)>> ListGoodAsync(
        NpgsqlConnection db, IReadOnlyList<(Guid UserId, Identity Identity)> callers, CancellationToken ct)
    {
        const string sql = """
            select c.place::int - 1, u.platform_role, u.capabilities
            from unnest($1::uuid[], $2::text[], $3::boolean[], $4::timestamptz[])
                with ordinality as c (user_id, session_id, is_ours, issued_at, place)
            join accounts_user u on u.id = c.user_id
            left join accounts_session s on s.id = c.session_id and s.user_id = u.id
            where u.disabled_at is null and s.ended_at is null
              and (c.issued_at < u.sessions_from) is not true
              and not (c.is_ours and (s.id is null or s.expires_at < now()))
            """;

        return db.QueryAsync(
            sql,
            [
                callers.Select(c => c.UserId).ToArray(), callers.Select(c => c.Identity.SessionId).ToArray(),
                callers.Select(c => c.Identity.SessionIsOurs).ToArray(),
                callers.Select(c => c.Identity.IssuedAt).ToArray(),
            ],
            row => (row.GetInt32(0), Role(row, 1), row.IsDBNull(2) ? null : row.GetFieldValue<string[]>(2)), ct);
    }

    /// <summary>Returns whether an account exists and is enabled.</summary>
    public static bool IsEnabled((Caller Caller, string State) found) => found.State is not (null or "disabled");

    static SignIn SignInOf(NpgsqlDataReader row) => new(
        row.Nullable<DateTimeOffset>(8), row.NullableString(9), row.IsDBNull(10) ? [] : row.GetFieldValue<string[]>(10));

    static FaultException NoAccount() =>
        FaultException.Unauthenticated("No account matches the token. Ask the platform's operators for an account.");

    static Task<Guid?> FindIdAsync(NpgsqlConnection db, Identity identity, CancellationToken ct)
    {
        const string sql = """
            select user_id from accounts_linked_sign_in where issuer = $1::text and subject = $2::text
            union all
            select id from accounts_user where client_id = $3::text
            """;

        return db.FindAsync(
            sql, [identity.Issuer, identity.Subject, identity.ClientId], row => (Guid?)row.GetGuid(0), ct);
    }

    static Caller Read(NpgsqlDataReader row, Identity identity) => ReadAccount(row) with
    {
        SessionId = identity.SessionId,
        SignIn = identity.SessionIsOurs ? SignInOf(row) : identity.SignIn,
    };

    static Caller ReadAccount(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), EnumText.Parse<PrimaryRole>(row.GetString(2)),
        Role(row, 3))
    {
        OnlyCapabilities = row.IsDBNull(4) ? null : row.GetFieldValue<string[]>(4),
    };

    static PlatformRole? Role(NpgsqlDataReader row, int column) =>
        row.NullableString(column) is { } role ? EnumText.Parse<PlatformRole>(role) : null;
}
