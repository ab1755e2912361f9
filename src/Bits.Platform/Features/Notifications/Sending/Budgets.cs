using Bits.Platform.Features.Notifications.Channels;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Notifications.Sending;

/// <summary>Keeps a channel within the number of different recipients that its provider allows within 24 hours, over any
/// number of processes. News of scopes leave a tenth to what is for one person.</summary>
static class Budgets
{
    // The provider's 24 hours, and what clocks differ by and a message is under way.
    static readonly TimeSpan Window = TimeSpan.FromHours(24) + TimeSpan.FromMinutes(5);

    /// <summary>Uses the budget for one recipient; one who had a message within the window is free.</summary>
    /// <returns>When to ask again; null if the message may be sent.</returns>
    /// <remarks>Serializes the senders of a channel until their transactions end, so those are short.</remarks>
    public static async Task<DateTimeOffset?> TakeAsync(
        NpgsqlConnection db, IChannel channel, Importance importance, Guid recipient, DateTimeOffset now, CancellationToken ct)
    {
        const string enter = "select pg_advisory_xact_lock(hashtextextended('notifications_budget:' || $1, 0))";
        const string expire = "delete from notifications_budget_use where channel = $1 and used_at <= $2";
        const string take = """
            insert into notifications_budget_use as u (channel, recipient_id, used_at)
            select $1, $2, $3
            where exists (select from notifications_budget_use where channel = $1 and recipient_id = $2)
               or (select count(*) from notifications_budget_use where channel = $1) < $4
            on conflict on constraint notifications_budget_use_pkey do update set used_at = excluded.used_at
            """;
        const string next = "select used_at from notifications_budget_use where channel = $1 order by used_at offset $2 limit 1";

        if (channel.DailyRecipients is not { } limit)
            return null;

        await db.ExecuteAsync(enter, [channel.Name], ct);
        await db.ExecuteAsync(expire, [channel.Name, now - Window], ct);
        if (await db.ExecuteAsync(take, [channel.Name, recipient, now, Share(limit, importance)], ct) > 0)
            return null;

        // News wait for any of the places, so that thousands who wait come back over the whole day, not all for the first one.
        var place = importance == Importance.News ? Random.Shared.Next(Math.Max(1, Share(limit, importance))) : 0;
        return await db.FindAsync(next, [channel.Name, place], row => row.Nullable<DateTimeOffset>(0), ct) + Window ?? now + Window;
    }

    static int Share(int limit, Importance importance) => importance == Importance.News ? limit - (limit / 10) : limit;
}
