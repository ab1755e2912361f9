using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Accounts;

/// <summary>Finds out who calls: their account and whether their session still holds, in one statement, at every call.
/// What is ended here is ended for the very next call on every node.</summary>
static class CallerLookup
{
    /// <summary>The caller; and tells the transaction of <paramref name="db"/>, if there is one, who acts in it.</summary>
    /// <exception cref="FaultException">Nobody has an account by this proof, or the account or the session has been
    /// ended.</exception>
    public static async Task<Caller> GetAsync(NpgsqlConnection db, Identity identity, string requestId, CancellationToken ct) =>
        Require(await (await AskAsync(db, identity, requestId, ct)).AskAsync(db, ct));

    /// <summary>What to ask for the account of a caller and the state of it; the answer goes to <see cref="Require"/>.
    /// </summary>
    /// <exception cref="FaultException">Nobody has an account by this proof.</exception>
    public static async ValueTask<Question<(Caller Caller, string State)>> AskAsync(
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

    /// <summary>The caller, if they may call.</summary>
    /// <exception cref="FaultException">There is no account, or the account or the session has been ended.</exception>
    public static Caller Require((Caller Caller, string State) found) => found.State switch
    {
        "good" => found.Caller,
        null => throw NoAccount(),
        "disabled" => throw FaultException.Unauthenticated("This account is disabled; ask the platform's operators."),
        "ended" => throw FaultException.Unauthenticated("This session has been ended; sign in again."),
        _ => throw FaultException.Unauthenticated("This session is over; sign in again."),
    };

    /// <summary>Somebody who could call, by their id: for what they may do while somebody else acts. Null where there is no
    /// such account or it is not let in.</summary>
    public static Task<Caller?> FindAsync(NpgsqlConnection db, Guid userId, CancellationToken ct)
    {
        const string sql = """
            select id, name, primary_role, platform_role, capabilities
            from accounts_user
            where id = $1 and disabled_at is null
            """;

        return db.FindAsync(sql, [userId], ReadAccount, ct);
    }

    /// <summary>Which of these may still call, by the same rules as one who calls: place, role and capabilities of
    /// each.
    /// </summary>
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

    /// <summary>Whether there is such an account, and it is not disabled.</summary>
    public static bool IsEnabled((Caller Caller, string State) found) => found.State is not (null or "disabled");

    static SignIn SignInOf(NpgsqlDataReader row) => new(
        row.Nullable<DateTimeOffset>(8), row.NullableString(9), row.IsDBNull(10) ? [] : row.GetFieldValue<string[]>(10));

    static FaultException NoAccount() =>
        FaultException.Unauthenticated("The token names nobody who has an account here.");

    static Task<Guid?> FindIdAsync(NpgsqlConnection db, Identity identity, CancellationToken ct)
    {
        const string sql = "select id from accounts_user where email = lower($1::text) or client_id = $2::text";

        return db.FindAsync(
            sql, [identity.VerifiedEmail, identity.ClientId], row => (Guid?)row.GetGuid(0), ct);
    }

    static Caller Read(NpgsqlDataReader row, Identity identity) => ReadAccount(row) with
    {
        SessionId = identity.SessionId,
        SignIn = identity.SessionIsOurs ? SignInOf(row) : identity.SignIn,
    };

    static Caller ReadAccount(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), Enum.Parse<PrimaryRole>(row.GetString(2), ignoreCase: true),
        Role(row, 3))
    {
        OnlyCapabilities = row.IsDBNull(4) ? null : row.GetFieldValue<string[]>(4),
    };

    static PlatformRole? Role(NpgsqlDataReader row, int column) =>
        row.NullableString(column) is { } role ? Enum.Parse<PlatformRole>(role, ignoreCase: true) : null;
}
