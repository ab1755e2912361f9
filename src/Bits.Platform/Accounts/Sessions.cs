using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Accounts;

/// <summary>Begins and ends sessions. An ended session ends with the next call on every node.</summary>
public sealed class Sessions(SystemPipeline pipeline)
{
    /// <summary>The lifetime of a link that was mailed.</summary>
    internal static readonly TimeSpan MailLinkLifetime = TimeSpan.FromMinutes(15);

    /// <summary>The action of every sign-in in the audit log.</summary>
    internal static readonly AuditAction SignIn = new("accounts.sign_in", AuditClass.Security);

    /// <summary>Begins a browser session for the identity that the provider proved.</summary>
    /// <exception cref="FaultException">The proof matches no account, or the account is disabled.</exception>
    public Task<SessionSecret> BeginAsync(Identity identity, RequestOrigin origin, TimeSpan lifetime, CancellationToken ct) =>
        pipeline.RunAsync(
            new SystemTask(SignIn, Actor.System("sign_in"), origin),
            async call =>
            {
                var caller = await CallerLookup.GetAsync(call.Db, identity with { SessionId = null }, origin.RequestId, ct);
                return await AddAsync(call, caller.UserId, identity.SignIn, origin, lifetime, ct);
            }, ct);

    /// <summary>Creates a link that signs a user in once within ten minutes. For development: the holder of the link is that user.
    /// </summary>
    /// <returns>The token of the link.</returns>
    public Task<string> MakeLinkAsync(Guid userId, CancellationToken ct) => pipeline.RunAsync(
        SystemTask.OfOperator("accounts.make_login_link", AuditClass.Security),
        call =>
        {
            call.Audit.Target("user", userId);
            return AddLinkAsync(call.Db, userId, mailedTo: null, TimeSpan.FromMinutes(10), ct);
        }, ct);

    /// <summary>Adds a link that signs a user in once, and deletes the user's expired ones.</summary>
    /// <param name="db">An open connection with a transaction.</param>
    /// <param name="userId">The user.</param>
    /// <param name="mailedTo">The address that it is mailed to; it is good while that is the account's. Null for none.</param>
    /// <param name="lifetime">The lifetime.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>The token of the link; the table keeps its hash.</returns>
    internal static async Task<string> AddLinkAsync(
        NpgsqlConnection db, Guid userId, string? mailedTo, TimeSpan lifetime, CancellationToken ct)
    {
        const string sql = "insert into accounts_login_link (hash, user_id, mailed_to, expires_at) values ($1, $2, $3, now() + $4)";
        const string expired = "delete from accounts_login_link where user_id = $1 and expires_at < now()";

        var token = MailToken.Create();
        await db.ExecuteAsync(expired, [userId], ct);
        await db.ExecuteAsync(sql, [MailToken.Hash(token), userId, mailedTo, lifetime], ct);
        return token;
    }

    /// <summary>Returns the user whom a link signs in, without using it up; null when it is unknown or expired, or was mailed to an
    /// earlier address of the account.</summary>
    internal static Task<Guid?> FindByLinkAsync(NpgsqlConnection db, string token, CancellationToken ct)
    {
        const string sql = """
            select l.user_id
            from accounts_login_link l
            join accounts_user u on u.id = l.user_id
            where l.hash = $1 and l.expires_at > now() and (l.mailed_to is null or l.mailed_to = u.email)
            """;

        return db.FindAsync(sql, [MailToken.Hash(token)], row => (Guid?)row.GetGuid(0), ct);
    }

    /// <summary>Uses up a link and begins a session; null when the link is unknown or expired.</summary>
    public Task<SessionSecret?> BeginByLinkAsync(string token, RequestOrigin origin, TimeSpan lifetime, CancellationToken ct) =>
        pipeline.RunAsync<SessionSecret?>(
            new SystemTask(SignIn, Actor.System("sign_in"), origin),
            async call => (await UseLinkAsync(call, token, origin, lifetime, ct))?.Secret, ct);

    /// <summary>Uses up a link and begins a session in an open transaction; null when the link is unknown or expired, or was mailed
    /// to an earlier address of the account.</summary>
    internal static async Task<UsedLink?> UseLinkAsync(
        SystemCall call, string token, RequestOrigin origin, TimeSpan lifetime, CancellationToken ct)
    {
        const string sql = "delete from accounts_login_link where hash = $1 returning user_id, mailed_to, expires_at > now(), now()";

        // A change of the address waits, and then ends this session too.
        const string address = "select $2::text is null or email = $2 from accounts_user where id = $1 for share";

        var link = await call.Db.FindAsync(
            sql, [MailToken.Hash(token)],
            row => new Link(row.GetGuid(0), row.NullableString(1), row.GetBoolean(2), row.GetFieldValue<DateTimeOffset>(3)), ct);
        var isGood = link is { IsInTime: true }
            && await call.Db.FindAsync(address, [link.UserId, link.MailedTo], row => row.GetBoolean(0), ct);
        call.Audit.If(isGood);
        return isGood
            ? new(await AddAsync(call, link!.UserId, new(link.Now, null, []), origin, lifetime, ct), link.UserId, link.MailedTo)
            : null;
    }

    /// <summary>Returns those of the sessions that still last, so that what was given to one of them can end with it.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="sessions">The sessions, each as it once proved itself.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>The ones that last. A browser's lasts until it ends or expires. That of a token has no row before its end:
    /// it lasts until it is ended, or 31 days from when it was seen. No session lasts in a disabled account.</returns>
    public static async Task<IReadOnlySet<SeenSession>> ListLastingAsync(
        NpgsqlConnection db, IReadOnlyList<SeenSession> sessions, CancellationToken ct)
    {
        const string sql = """
            select m.place::int - 1
            from unnest($1::uuid[], $2::text[], $3::timestamptz[]) with ordinality as m (user_id, session_id, seen_at, place)
            join accounts_user u on u.id = m.user_id
            left join accounts_session s on s.user_id = m.user_id and s.id = m.session_id
            where u.disabled_at is null and s.ended_at is null
              and (m.seen_at < u.sessions_from) is not true
              and case
                      when m.session_id like 'browser:%' then s.expires_at > now()
                      else m.seen_at > now() - interval '31 days'
                  end
            """;

        if (sessions.Count == 0)
            return new HashSet<SeenSession>();

        var lasting = await db.QueryAsync(
            sql,
            [
                sessions.Select(session => session.UserId).ToArray(), sessions.Select(session => session.SessionId).ToArray(),
                sessions.Select(session => session.SeenAt).ToArray(),
            ],
            row => row.GetInt32(0), ct);
        return lasting.Select(place => sessions[place]).ToHashSet();
    }

    /// <summary>Returns when people last signed in with a browser, as far as it is on record; omits the others.</summary>
    internal static async Task<IReadOnlyDictionary<Guid, DateTimeOffset>> ListLatestAsync(
        NpgsqlConnection db, IReadOnlyCollection<Guid> users, CancellationToken ct)
    {
        const string sql = """
            select user_id, max(created_at)
            from accounts_session
            where user_id = any($1) and kind = 'browser'
            group by user_id
            """;

        return (await db.QueryAsync(sql, [users.ToArray()], row => (row.GetGuid(0), row.GetFieldValue<DateTimeOffset>(1)), ct)).ToDictionary();
    }

    /// <summary>Ends one session of a user: a browser's, or that of a token.</summary>
    /// <returns>Whether the session was active before.</returns>
    internal static async Task<bool> EndAsync(NpgsqlConnection db, Guid userId, string sessionId, CancellationToken ct)
    {
        // The table stores token sessions only after their end. Tokens live less than a month, so older rows can go.
        const string sql = """
            insert into accounts_session as s (id, user_id, kind, expires_at, ended_at)
            select $2, $1, 'token', now() + interval '31 days', now()
            where $2 like 'token:%'
            on conflict on constraint accounts_session_pkey do update
            set ended_at = now()
            where s.ended_at is null
            """;
        const string browser = """
            update accounts_session
            set ended_at = now()
            where id = $2 and user_id = $1 and kind = 'browser' and ended_at is null
            """;

        return await db.ExecuteAsync(browser, [userId, sessionId], ct) + await db.ExecuteAsync(sql, [userId, sessionId], ct) > 0;
    }

    /// <summary>Ends every session of a user, and every token issued to them so far.</summary>
    internal static async Task EndAllAsync(NpgsqlConnection db, Guid userId, CancellationToken ct)
    {
        const string tokens = "update accounts_user set sessions_from = now() where id = $1";
        const string browsers = "update accounts_session set ended_at = now() where user_id = $1 and ended_at is null";

        await db.ExecuteAsync(tokens, [userId], ct);
        await db.ExecuteAsync(browsers, [userId], ct);
    }

    /// <summary>Adds a browser session in an open transaction, for an account that has proved itself there.</summary>
    internal static async Task<SessionSecret> AddAsync(
        SystemCall call, Guid userId, SignIn? signIn, RequestOrigin origin, TimeSpan lifetime, CancellationToken ct)
    {
        const string sql = """
            insert into accounts_session (id, user_id, kind, client, expires_at, signed_in_at, acr, amr)
            values ($1, $2, 'browser', $3, now() + $4, $5, $6, $7)
            """;

        var secret = SessionSecret.Create(userId);
        await call.Db.ExecuteAsync(sql, [secret.SessionId, userId, origin.Client, lifetime, signIn?.At, signIn?.Strength, signIn?.Methods.ToArray()], ct);
        call.Audit.Target("user", userId);
        return secret;
    }

    sealed record Link(Guid UserId, string? MailedTo, bool IsInTime, DateTimeOffset Now);
}

/// <summary>A link that has begun a session.</summary>
/// <param name="Secret">The secret of the session.</param>
/// <param name="UserId">The account.</param>
/// <param name="MailedTo">The address whose mailbox the user reads; null if the link was not mailed.</param>
sealed record UsedLink(SessionSecret Secret, Guid UserId, string? MailedTo);

/// <summary>A session that has proved itself in a call.</summary>
/// <param name="UserId">The account.</param>
/// <param name="SessionId">The session, as <see cref="Caller.SessionId"/> names it; null for a token that names none, which
/// ends only with all sessions of the account.</param>
/// <param name="SeenAt">The time of the call.</param>
public readonly record struct SeenSession(Guid UserId, string? SessionId, DateTimeOffset SeenAt);
