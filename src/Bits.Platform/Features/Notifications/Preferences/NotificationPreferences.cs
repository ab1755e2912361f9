using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Notifications;

/// <summary>Keeps what members chose for each kind and channel.</summary>
static class NotificationPreferences
{
    public static async Task<IReadOnlyDictionary<(string Kind, string Channel), DeliveryMode>> ListAsync(
        NpgsqlConnection db, Guid userId, CancellationToken ct)
    {
        const string sql = "select kind, channel, mode from notifications_preference where user_id = $1";

        return (await db.QueryAsync(
                sql, [userId],
                row => ((row.GetString(0), row.GetString(1)), EnumText.Parse<DeliveryMode>(row.GetString(2))), ct))
            .ToDictionary();
    }

    /// <summary>Stores a choice.</summary>
    /// <returns>The earlier one; null without one.</returns>
    public static async Task<DeliveryMode?> SetAsync(
        NpgsqlConnection db, Guid userId, string kind, string channel, DeliveryMode mode, CancellationToken ct)
    {
        const string before = "select mode from notifications_preference where user_id = $1 and kind = $2 and channel = $3 for update";
        const string sql = """
            insert into notifications_preference (user_id, kind, channel, mode)
            values ($1, $2, $3, $4)
            on conflict on constraint notifications_preference_pkey do update set mode = excluded.mode
            """;

        var earlier = await db.FindAsync(before, [userId, kind, channel], row => row.GetString(0), ct);
        await db.ExecuteAsync(sql, [userId, kind, channel, mode.ToText()], ct);
        return earlier is null ? null : EnumText.Parse<DeliveryMode>(earlier);
    }
}
