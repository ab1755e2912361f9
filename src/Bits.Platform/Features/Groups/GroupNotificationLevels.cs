using Bits.Platform.Auth;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Groups;

/// <summary>Lists what a member may want to be notified of in a group.</summary>
public enum NotificationLevel
{
    /// <summary>Every post; the default.</summary>
    Every,

    /// <summary>Mentions of the member, and answers to them.</summary>
    Mentions,

    /// <summary>Nothing.</summary>
    None,
}

/// <summary>Finds and sets the notification levels of members.</summary>
static class GroupNotificationLevels
{
    /// <summary>Returns those of the users who want to be notified.</summary>
    public static async Task<IReadOnlyList<Guid>> ListNotifiedAsync(
        NpgsqlConnection db, Guid groupId, PostConcern concern, IReadOnlyList<Guid> users, CancellationToken ct)
    {
        const string sql = """
            select user_id, level
            from groups_notification_level
            where group_id = $1 and user_id = any($2) and level <> 'every'
            """;

        var levels = (await db.QueryAsync(
            sql, [groupId, users.ToArray()], row => (row.GetGuid(0), EnumText.Parse<NotificationLevel>(row.GetString(1))), ct)).ToDictionary();
        return [.. users.Where(user => IsNotified(levels.GetValueOrDefault(user), concern))];
    }

    /// <summary>Sets the level of a user in a group; false: it was set already.</summary>
    public static async Task<bool> SetAsync(
        NpgsqlConnection db, Guid groupId, Guid userId, NotificationLevel level, CancellationToken ct)
    {
        const string sql = """
            insert into groups_notification_level as n (group_id, user_id, level)
            select $1, $2, $3
            where $3 <> 'every' or exists (select from groups_notification_level where group_id = $1 and user_id = $2)
            on conflict on constraint groups_notification_level_pkey do update
            set level = excluded.level
            where n.level <> excluded.level
            """;

        return await db.ExecuteAsync(sql, [groupId, userId, level.ToText()], ct) > 0;
    }

    static bool IsNotified(NotificationLevel level, PostConcern concern) => level switch
    {
        NotificationLevel.Every => true,
        NotificationLevel.Mentions => concern == PostConcern.Personal,
        NotificationLevel.None => false,
    };
}
