using Bits.Platform.Accounts;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Notifications.Channels.Push;

/// <summary>A browser that asked for messages.</summary>
/// <param name="Id">The subscription.</param>
/// <param name="Session">The session that asked, and when.</param>
/// <param name="Endpoint">The address at the push service.</param>
/// <param name="P256dh">The key that messages are encrypted for.</param>
/// <param name="Auth">The secret that they are encrypted with.</param>
/// <param name="PublicKey">The key of the platform that it was made for.</param>
/// <param name="Label">What it is called.</param>
/// <param name="CreatedAt">The time at which it was added.</param>
sealed record PushBrowser(
    Guid Id, SeenSession Session, string Endpoint, string P256dh, string Auth, string PublicKey, string Label, DateTimeOffset CreatedAt);

/// <summary>Reads the browsers that get messages. A browser whose session has ended may be in other hands by now: it gets
/// no message.</summary>
static class PushBrowsers
{
    /// <summary>Lists the browsers of a user that may get messages made with a key, the oldest first.</summary>
    public static async Task<IReadOnlyList<PushBrowser>> ListAsync(
        NpgsqlConnection db, Guid user, string publicKey, CancellationToken ct) =>
        [.. (await SplitAsync(db, [user], ct)).Lasting.Where(browser => browser.PublicKey == publicKey)];

    /// <summary>Lists those of all users given, and deletes the browsers whose session has ended.</summary>
    /// <param name="db">An open connection with a transaction.</param>
    /// <param name="users">The users.</param>
    /// <param name="publicKey">The present key of the platform. Browsers of another one stay: it may come back.</param>
    /// <param name="ct">Stops the query.</param>
    public static async Task<IReadOnlyList<PushBrowser>> CleanAndListAsync(
        NpgsqlConnection db, IReadOnlyCollection<Guid> users, string publicKey, CancellationToken ct)
    {
        var (lasting, ended) = await SplitAsync(db, users, ct);
        if (ended.Count > 0)
            await DeleteAsync(db, ended, ct);

        return [.. lasting.Where(browser => browser.PublicKey == publicKey)];
    }

    static async Task<(IReadOnlyList<PushBrowser> Lasting, IReadOnlyList<PushBrowser> Ended)> SplitAsync(
        NpgsqlConnection db, IReadOnlyCollection<Guid> users, CancellationToken ct)
    {
        const string sql = """
            select id, user_id, session_id, bound_at, endpoint, p256dh, auth, public_key, label, created_at
            from notifications_push_subscription
            where user_id = any($1)
            order by created_at, id
            """;

        var all = await db.QueryAsync(sql, [users.ToArray()], Read, ct);
        var sessions = await Sessions.ListLastingAsync(db, [.. all.Select(browser => browser.Session)], ct);
        var split = all.ToLookup(browser => sessions.Contains(browser.Session));
        return ([.. split[true]], [.. split[false]]);
    }

    static Task<int> DeleteAsync(NpgsqlConnection db, IReadOnlyList<PushBrowser> ended, CancellationToken ct)
    {
        // One that a new session has taken over meanwhile stays. One that another transaction deletes is left to it.
        const string sql = """
            delete from notifications_push_subscription
            where id in (
                select s.id
                from notifications_push_subscription s
                join unnest($1::uuid[], $2::timestamptz[]) as ended (id, bound_at) on ended.id = s.id and ended.bound_at = s.bound_at
                for update of s skip locked)
            """;

        return db.ExecuteAsync(
            sql, [ended.Select(browser => browser.Id).ToArray(), ended.Select(browser => browser.Session.SeenAt).ToArray()], ct);
    }

    static PushBrowser Read(NpgsqlDataReader row) => new(
        Id: row.GetGuid(0),
        Session: new(row.GetGuid(1), row.NullableString(2), row.GetFieldValue<DateTimeOffset>(3)),
        Endpoint: row.GetString(4),
        P256dh: row.GetString(5),
        Auth: row.GetString(6),
        PublicKey: row.GetString(7),
        Label: row.GetString(8),
        CreatedAt: row.GetFieldValue<DateTimeOffset>(9));
}
