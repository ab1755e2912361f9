using Bits.Platform.Privacy;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Notifications;

/// <summary>Exports and erases a person's notifications and channels.</summary>
sealed class NotificationData : IPersonalData
{
    public string Part => "notifications";

    public IReadOnlyList<string> Tables =>
        ["notifications_notification", "notifications_delivery", "notifications_whatsapp_number"];

    public Task<IReadOnlyList<string>> ListIdentifiersAsync(NpgsqlConnection db, Guid userId, CancellationToken ct) =>
        PhonesAsync(db, userId, ct);

    public async Task<object?> ExportAsync(NpgsqlConnection db, Guid userId, CancellationToken ct)
    {
        const string sql = """
            select n.id, n.kind, n.subject_id, n.scope_type, n.scope_id, n.facts::text, d.channel, d.state, d.created_at,
                   d.read_at
            from notifications_delivery d
            join notifications_notification n on n.id = d.notification_id
            where d.recipient_id = $1
            order by d.created_at, n.id, d.channel
            """;

        return new
        {
            WhatsApp = await PhonesAsync(db, userId, ct),
            Received = await db.QueryAsync(sql, [userId], PersonalRow.Read, ct),
        };
    }

    public async Task<long> EraseAsync(NpgsqlConnection db, ErasedPerson person, CancellationToken ct)
    {
        const string number = "delete from notifications_whatsapp_number where user_id = $1";
        const string deliveries = "delete from notifications_delivery where recipient_id = $1 returning notification_id";
        const string withoutRecipients = """
            delete from notifications_notification n
            where id = any($1) and not exists (select from notifications_delivery d where d.notification_id = n.id)
            """;

        var told = await db.QueryAsync(deliveries, [person.UserId], row => row.GetGuid(0), ct);
        return told.Count
            + await db.ExecuteAsync(number, [person.UserId], ct)
            + await db.ExecuteAsync(withoutRecipients, [told.ToArray()], ct);
    }

    static async Task<IReadOnlyList<string>> PhonesAsync(NpgsqlConnection db, Guid userId, CancellationToken ct)
    {
        const string sql = "select phone from notifications_whatsapp_number where user_id = $1";

        return await db.QueryAsync(sql, [userId], row => row.GetString(0), ct);
    }
}
