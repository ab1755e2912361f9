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
        row.NullableString(3) is { } role ? Enum.Parse<PlatformRole>(role, ignoreCase: true) : null)
    {
        OnlyCapabilities = row.IsDBNull(4) ? null : row.GetFieldValue<string[]>(4),
    };
}
