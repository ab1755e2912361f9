using Bits.Platform.Audit;
using Bits.Platform.Features.Notifications.Sending;
using Bits.Platform.Rpc;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Notifications.Reports;

/// <summary>Lists what a provider reports about a message.</summary>
public enum ReportedState
{
    /// <summary>It is on its way.</summary>
    Sent,

    /// <summary>It reached the device or mailbox.</summary>
    Delivered,

    /// <summary>The recipient opened it.</summary>
    Read,

    /// <summary>It was not delivered.</summary>
    Failed,

    /// <summary>It was not delivered, as the address does not exist.</summary>
    Bounced,

    /// <summary>The recipient reported it as unwanted.</summary>
    Complained,
}

/// <summary>A report about one message.</summary>
/// <param name="MessageIds">The message: its own id, the provider's, or both; a report may come before the answer that says which
/// is whose.</param>
/// <param name="State">What happened.</param>
/// <param name="Error">The provider's reason; null without one.</param>
public sealed record DeliveryReport(IReadOnlyList<string> MessageIds, ReportedState State, string? Error);

/// <summary>Records the reports of providers. States only move forward, so reports may come twice, late, and in any order.
/// </summary>
public sealed class DeliveryReports(SystemPipeline pipeline, TimeProvider time)
{
    const int MaxErrorLength = 500;

    static readonly AuditAction Action = new("notifications.report", AuditClass.Access);
    static readonly AuditField State = new("state");

    // From which states a report moves a delivery: a later report never takes an earlier one back.
    static readonly DeliveryState[] Left = [DeliveryState.Sending, DeliveryState.Unknown, DeliveryState.Accepted];

    static readonly Dictionary<ReportedState, DeliveryState[]> MovesFrom = new()
    {
        [ReportedState.Sent] = Left,
        [ReportedState.Delivered] = [.. Left, DeliveryState.Sent],
        [ReportedState.Read] = [.. Left, DeliveryState.Sent, DeliveryState.Delivered],
        [ReportedState.Failed] = [.. Left, DeliveryState.Sent],
        [ReportedState.Bounced] = [.. Left, DeliveryState.Sent],
    };

    /// <summary>Records reports of a channel, each in a transaction of its own. Ignores those of unknown messages.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="reports">The reports, in any order.</param>
    /// <param name="origin">The origin of the request.</param>
    /// <param name="ct">Stops before the next report.</param>
    /// <returns>The number that changed something.</returns>
    public async Task<int> RecordAsync(
        string channel, IReadOnlyCollection<DeliveryReport> reports, RequestOrigin origin, CancellationToken ct)
    {
        var task = new SystemTask(Action, Actor.System($"{channel}_provider"), origin);
        var changed = 0;
        foreach (var report in reports)
            changed += await pipeline.RunAsync(task, call => RecordAsync(call, channel, report, ct), ct) ? 1 : 0;

        return changed;
    }

    async Task<bool> RecordAsync(SystemCall call, string channel, DeliveryReport report, CancellationToken ct)
    {
        var error = report.Error is { } text ? PostgresText.Cleaned(text, MaxErrorLength) : null;
        var isChanged = MovesFrom.TryGetValue(report.State, out var from) && await MoveAsync(call.Db, channel, report, from, error, ct) > 0;
        if (report.State is ReportedState.Bounced or ReportedState.Complained)
            isChanged |= await SuppressAsync(call.Db, channel, report, ct);

        call.Audit.Target("message", report.MessageIds[0]).Changed(State, from: null, report.State).If(isChanged);
        return isChanged;
    }

    Task<int> MoveAsync(
        NpgsqlConnection db, string channel, DeliveryReport report, DeliveryState[] from, string? error, CancellationToken ct)
    {
        const string sql = """
            update notifications_delivery
            set state = $3, error = $4, changed_at = $5
            where provider_id = any($1) and channel = $2 and state = any($6)
            """;

        var to = report.State == ReportedState.Bounced ? ReportedState.Failed : report.State;
        return db.ExecuteAsync(
            sql,
            [
                report.MessageIds.ToArray(), channel, to.ToText(), error, time.GetUtcNow(), from.Select(EnumText.ToText).ToArray(),
            ], ct);
    }

    // The address that the message went to, which may no longer be the recipient's.
    async Task<bool> SuppressAsync(NpgsqlConnection db, string channel, DeliveryReport report, CancellationToken ct)
    {
        const string sql = """
            select distinct sent_to
            from notifications_delivery
            where provider_id = any($1) and channel = $2 and sent_to is not null
            """;

        var reason = report.State == ReportedState.Complained ? SuppressionReason.Complained : SuppressionReason.Bounced;
        var isChanged = false;
        foreach (var address in await db.QueryAsync(sql, [report.MessageIds.ToArray(), channel], row => row.GetString(0), ct))
            isChanged |= await Suppressions.AddAsync(db, channel, address, reason, time.GetUtcNow(), ct);

        return isChanged;
    }
}
