using Bits.Jobs;
using Bits.Platform.Features.Notifications.Channels;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Notifications.Sending;

/// <summary>Sends a digest to one recipient.</summary>
/// <param name="RecipientId">The recipient.</param>
/// <param name="DueAt">When it was due.</param>
public sealed record SendDigest(Guid RecipientId, DateTimeOffset DueAt) : IJobArgs
{
    /// <summary>The priority: after every single message, as thousands are due at one time.</summary>
    internal const short DigestPriority = 30;

    /// <inheritdoc />
    public static string Kind => "notifications.send_digest";
}

/// <summary>Sends what waits for a digest in one message per channel, after asking the rules about each part.</summary>
/// <remarks>At most one message per channel, whose outcome is recorded once: see <see cref="SendNotificationHandler"/>. What
/// began to wait after the digest was due comes with it too.</remarks>
sealed class SendDigestHandler(
    SystemPipeline pipeline, Deliveries deliveries, ChannelList channels, SendOutcomes outcomes, UnsubscribeTokens tokens,
    TimeProvider time)
    : IJobHandler<SendDigest>
{
    /// <summary>The maximum number of notifications of a digest; the rest comes with the next one.</summary>
    public const int MaxItems = 200;

    public async Task HandleAsync(Job<SendDigest> job, CancellationToken ct)
    {
        var task = SystemTask.Of(job);
        SendResult.NotNow? again = null;
        var (waitUntil, parts, token) = await pipeline.RunAsync(task, call => TakeAsync(call, job.Args, ct), ct);
        foreach (var part in parts.GroupBy(part => part.Key.Channel))
        {
            var first = part.First();
            var message = new OutgoingMessage(
                MessageId(job.Args, part.Key), first.Recipient!, first.Address!, first.Facts.Settings.Language,
                [.. part.Select(delivery => delivery.Item)])
            {
                IsDigest = true,
                UnsubscribeToken = token,
            };
            again = await outcomes.SendAsync(task, channels.Find(part.Key)!, message, [.. part.Select(d => d.Key)], backTo: DeliveryState.Held) ?? again;
        }

        if (again is not null)
            throw new SnoozeJobException(again.Delay, again.Error);

        if (waitUntil - time.GetUtcNow() is { } delay)
            throw new SnoozeJobException(delay > TimeSpan.Zero ? delay : TimeSpan.Zero, "quiet hours, or the budget of the channel");
    }

    async Task<(DateTimeOffset? WaitUntil, IReadOnlyList<Delivery> Parts, string Token)> TakeAsync(
        SystemCall call, SendDigest args, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        call.Audit.Target("user", args.RecipientId).If(changed: false);
        var tried = new HashSet<string>();
        foreach (var channel in channels.On.Where(channel => channel.HasDigest))
        {
            await Ledger.GiveUpAsync(call.Db, MessageId(args, channel.Name), now, ct);
            if (await Ledger.WasTriedAsync(call.Db, MessageId(args, channel.Name), ct))
                tried.Add(channel.Name);
        }

        DateTimeOffset? waitUntil = null;
        var parts = new List<Delivery>();
        foreach (var key in await Ledger.LockHeldAsync(call.Db, args.RecipientId, MaxItems, ct))
        {
            if (tried.Contains(key.Channel))
                continue; // a second message under one id would hide the outcome of the first: the next digest brings it

            var delivery = await deliveries.FindAsync(call.Db, key, ct);
            switch (delivery is null ? new Verdict.Cancel(SendingRule.SubjectGone) : SendingRules.DecideInDigest(delivery.Facts, now))
            {
                case Verdict.Send:
                    parts.Add(delivery!);
                    break;
                case Verdict.Wait wait:
                    waitUntil = wait.Until;
                    break;
                case Verdict.Cancel cancel:
                    await Ledger.MoveAsync(call.Db, [key], [DeliveryState.Held], new(DeliveryState.Cancelled, cancel.Rule), now, ct);
                    break;
            }
        }

        foreach (var part in parts.GroupBy(part => part.Key.Channel).ToList())
        {
            if (await Budgets.TakeAsync(call.Db, channels.Find(part.Key)!, Importance.News, args.RecipientId, now, ct) is { } free)
            {
                waitUntil = free;
                parts.RemoveAll(part.Contains);
                continue;
            }

            await Ledger.MoveAsync(
                call.Db, [.. part.Select(d => d.Key)], [DeliveryState.Held],
                new(DeliveryState.Sending, SendingRule.Digest, MessageId(args, part.Key), Address: part.First().ReportedAddress), now, ct);
        }

        return (waitUntil, parts, await tokens.CreateAsync(call.Db, args.RecipientId, UnsubscribeTokens.Digest, ct));
    }

    static string MessageId(SendDigest args, string channel) =>
        $"digest-{args.DueAt.ToUnixTimeSeconds()}.{channel}.{args.RecipientId:N}";
}
