using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Notifications.Sending;

/// <summary>Lists why an address gets nothing more.</summary>
public enum SuppressionReason
{
    /// <summary>It does not exist.</summary>
    Bounced,

    /// <summary>Its owner reported a message as unwanted.</summary>
    Complained,
}

/// <summary>Keeps the addresses that get nothing more.</summary>
static class Suppressions
{
    public static Task<bool> HasAsync(NpgsqlConnection db, string channel, string address, CancellationToken ct)
    {
        const string sql = "select exists (select from notifications_suppression where channel = $1 and address = $2)";

        return db.FindAsync(sql, [channel, address], row => row.GetBoolean(0), ct);
    }

    /// <summary>Adds an address; a complaint overrules a bounce.</summary>
    /// <returns>Whether that changed anything.</returns>
    public static async Task<bool> AddAsync(
        NpgsqlConnection db, string channel, string address, SuppressionReason reason, DateTimeOffset since, CancellationToken ct)
    {
        const string sql = """
            insert into notifications_suppression as s (channel, address, reason, since)
            values ($1, $2, $3, $4)
            on conflict on constraint notifications_suppression_pkey do update
            set reason = excluded.reason, since = excluded.since
            where s.reason = 'bounced' and excluded.reason = 'complained'
            """;

        return await db.ExecuteAsync(sql, [channel, address, reason.ToText(), since], ct) > 0;
    }

    /// <summary>Removes an address.</summary>
    /// <returns>Whether it was there.</returns>
    public static async Task<bool> RemoveAsync(NpgsqlConnection db, string channel, string address, CancellationToken ct)
    {
        const string sql = "delete from notifications_suppression where channel = $1 and address = $2";

        return await db.ExecuteAsync(sql, [channel, address], ct) > 0;
    }
}
