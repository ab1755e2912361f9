using Bits.Platform.Accounts;
using Bits.Platform.Privacy;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Notifications;

/// <summary>Exports and erases a person's notifications, channels and preferences.</summary>
sealed class NotificationData(AccountDirectory accounts) : IPersonalData
{
    public string Part => "notifications";

    public IReadOnlyList<string> Tables =>
    [
        "notifications_notification", "notifications_delivery", "notifications_settings", "notifications_preference",
        "notifications_digest", "notifications_suppression", "notifications_budget_use", "notifications_whatsapp_number",
        "notifications_push_subscription",
    ];

    public Task<IReadOnlyList<string>> ListIdentifiersAsync(NpgsqlConnection db, Guid userId, CancellationToken ct) =>
        PhonesAsync(db, userId, ct);

    public async Task<object?> ExportAsync(NpgsqlConnection db, Guid userId, CancellationToken ct)
    {
        const string received = """
            select n.id, n.kind, n.subject_id, n.scope_type, n.scope_id, n.facts::text, d.channel, d.state, d.reason, d.sent_to, d.created_at,
                   d.read_at
            from notifications_delivery d
            join notifications_notification n on n.id = d.notification_id
            where d.recipient_id = $1 and (d.channel = 'in_app' or d.channel <> 'in_app')
            order by d.created_at, n.id, d.channel
            """;
        const string caused = """
            select id, kind, subject_id, scope_type, scope_id, created_at
            from notifications_notification
            where actor_id = $1
            order by created_at, id
            """;
        const string settings = "select * from notifications_settings where user_id = $1";
        const string preferences = "select kind, channel, mode from notifications_preference where user_id = $1 order by kind, channel";
        const string digest = "select due_at from notifications_digest where user_id = $1";
        const string browsers = """
            select endpoint, p256dh, public_key, label, session_id, bound_at, created_at
            from notifications_push_subscription
            where user_id = $1
            order by created_at, id
            """;
        const string uses = "select channel, used_at from notifications_budget_use where recipient_id = $1 order by channel";
        const string suppressed = """
            select channel, address, reason, since
            from notifications_suppression
            where address = any($1)
            order by channel
            """;

        return new
        {
            WhatsApp = await PhonesAsync(db, userId, ct),
            Received = await ReadAsync(received, userId),
            Caused = await ReadAsync(caused, userId),
            Settings = await ReadAsync(settings, userId),
            Preferences = await ReadAsync(preferences, userId),
            Digest = await ReadAsync(digest, userId),
            Browsers = await ReadAsync(browsers, userId),
            BudgetUses = await ReadAsync(uses, userId),
            Suppressed = await ReadAsync(suppressed, await AddressesAsync(db, userId, ct)),
        };

        Task<List<Dictionary<string, object?>>> ReadAsync(
            [System.Diagnostics.CodeAnalysis.ConstantExpected] string sql, object argument) =>
            db.QueryAsync(sql, [argument], PersonalRow.Read, ct);
    }

    public async Task<long> EraseAsync(NpgsqlConnection db, ErasedPerson person, CancellationToken ct)
    {
        const string suppressed = "delete from notifications_suppression where address = any($1)";
        // By the index of each.
        const string inApp = """
            delete from notifications_delivery where recipient_id = $1 and channel = 'in_app' returning notification_id
            """;
        const string outside = """
            delete from notifications_delivery where recipient_id = $1 and channel <> 'in_app' returning notification_id
            """;
        const string withoutRecipients = """
            delete from notifications_notification n
            where id = any($1) and not exists (select from notifications_delivery d where d.notification_id = n.id)
            """;
        const string caused = "update notifications_notification set actor_id = null where actor_id = $1";
        const string number = "delete from notifications_whatsapp_number where user_id = $1";
        const string settings = "delete from notifications_settings where user_id = $1";
        const string preferences = "delete from notifications_preference where user_id = $1";
        const string digest = "delete from notifications_digest where user_id = $1";
        const string browsers = "delete from notifications_push_subscription where user_id = $1";
        const string uses = "delete from notifications_budget_use where recipient_id = $1";

        var erased = (long)await db.ExecuteAsync(suppressed, [await AddressesAsync(db, person.UserId, ct)], ct);
        var told = await db.QueryAsync(inApp, [person.UserId], row => row.GetGuid(0), ct);
        told.AddRange(await db.QueryAsync(outside, [person.UserId], row => row.GetGuid(0), ct));
        erased += told.Count + await db.ExecuteAsync(withoutRecipients, [told.ToArray()], ct);
        erased += await db.ExecuteAsync(caused, [person.UserId], ct);
        erased += await db.ExecuteAsync(number, [person.UserId], ct);
        erased += await db.ExecuteAsync(settings, [person.UserId], ct);
        erased += await db.ExecuteAsync(preferences, [person.UserId], ct);
        erased += await db.ExecuteAsync(digest, [person.UserId], ct);
        erased += await db.ExecuteAsync(browsers, [person.UserId], ct);
        return erased + await db.ExecuteAsync(uses, [person.UserId], ct);
    }

    // The features run before the account is erased, so its address is still there.
    async Task<string[]> AddressesAsync(NpgsqlConnection db, Guid userId, CancellationToken ct) =>
        [.. await PhonesAsync(db, userId, ct), .. await accounts.FindAsync(db, userId, ct) is { } account ? [account.Email] : Array.Empty<string>()];

    static async Task<IReadOnlyList<string>> PhonesAsync(NpgsqlConnection db, Guid userId, CancellationToken ct)
    {
        const string sql = "select phone from notifications_whatsapp_number where user_id = $1";

        return await db.QueryAsync(sql, [userId], row => row.GetString(0), ct);
    }
}
