using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Notifications.Sending;

/// <summary>Writes the ledger of deliveries. A delivery is committed as <c>sending</c> before its message leaves, so an
/// attempt whose end is missing is known as one whose outcome is unknown.</summary>
static class Ledger
{
    /// <summary>Locks a planned delivery; false when it is no longer planned.</summary>
    public static Task<bool> LockPlannedAsync(NpgsqlConnection db, DeliveryKey key, CancellationToken ct)
    {
        const string sql = """
            select true
            from notifications_delivery
            where notification_id = $1 and channel = $2 and recipient_id = $3 and state = 'planned'
            for update
            """;

        return db.FindAsync(sql, [key.NotificationId, key.Channel, key.RecipientId], row => row.GetBoolean(0), ct);
    }

    /// <summary>Locks what waits for the digest of a recipient, the latest first.</summary>
    public static Task<List<DeliveryKey>> LockHeldAsync(NpgsqlConnection db, Guid recipient, int limit, CancellationToken ct)
    {
        const string sql = """
            select notification_id, channel
            from notifications_delivery
            where recipient_id = $1 and state = 'held'
            order by created_at desc, notification_id desc
            limit $2
            for update
            """;

        return db.QueryAsync(sql, [recipient, limit], row => new DeliveryKey(row.GetGuid(0), row.GetString(1), recipient), ct);
    }

    /// <summary>Moves deliveries of one recipient on a channel from one of these states.</summary>
    /// <returns>The number that were in one of them.</returns>
    public static Task<int> MoveAsync(
        NpgsqlConnection db, IReadOnlyCollection<DeliveryKey> deliveries, DeliveryState[] from, LedgerEntry to, DateTimeOffset now,
        CancellationToken ct)
    {
        const string sql = """
            update notifications_delivery
            set state = $5, reason = $6, provider_id = coalesce($7, provider_id), error = $8, changed_at = $9,
                sent_to = coalesce($10, sent_to)
            where notification_id = any($1) and channel = $2 and recipient_id = $3 and state = any($4)
            """;

        if (deliveries.Count == 0)
            return Task.FromResult(0);

        var first = deliveries.First();
        return db.ExecuteAsync(
            sql,
            [
                deliveries.Select(d => d.NotificationId).ToArray(), first.Channel, first.RecipientId,
                from.Select(EnumText.ToText).ToArray(), to.State.ToText(), to.Rule?.ToText(), to.MessageId, to.Error, now, to.Address,
            ], ct);
    }

    /// <summary>Returns whether a message has been tried: its outcome is known, or given up.</summary>
    public static Task<bool> WasTriedAsync(NpgsqlConnection db, string messageId, CancellationToken ct)
    {
        const string sql = "select exists (select from notifications_delivery where provider_id = $1 and state <> 'held')";

        return db.FindAsync(sql, [messageId], row => row.GetBoolean(0), ct);
    }

    /// <summary>Marks what was being sent under a message id as given up.</summary>
    /// <returns>The number of such deliveries.</returns>
    public static Task<int> GiveUpAsync(NpgsqlConnection db, string messageId, DateTimeOffset now, CancellationToken ct)
    {
        const string sql = """
            update notifications_delivery
            set state = $3, error = $4, changed_at = $2
            where provider_id = $1 and state = 'sending'
            """;

        return db.ExecuteAsync(sql, [messageId, now, LedgerEntry.GivenUp.State.ToText(), LedgerEntry.GivenUp.Error], ct);
    }
}

/// <summary>What the ledger says of a delivery.</summary>
/// <param name="State">The state.</param>
/// <param name="Rule">The rule behind it.</param>
/// <param name="MessageId">The id of its message; null keeps the earlier one.</param>
/// <param name="Error">The error; null without one.</param>
/// <param name="Address">The address that its message goes to; null keeps the earlier one.</param>
readonly record struct LedgerEntry(
    DeliveryState State, SendingRule? Rule = null, string? MessageId = null, string? Error = null, string? Address = null)
{
    /// <summary>An attempt whose sender died.</summary>
    public static readonly LedgerEntry GivenUp = new(DeliveryState.Unknown, Error: "the sender stopped before it knew");
}
