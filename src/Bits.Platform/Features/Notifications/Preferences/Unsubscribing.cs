using Bits.Platform.Audit;
using Bits.Platform.Features.Notifications.Channels.Email;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Notifications;

/// <summary>Unsubscribes the member whom a token names from e-mails of a kind, or from the digest. Needs no sign-in.</summary>
public sealed class Unsubscribing(SystemPipeline pipeline, UnsubscribeTokens tokens, NotificationTexts texts)
{
    static readonly AuditAction Action = new("notifications.unsubscribe", AuditClass.Security);
    static readonly AuditField Mode = new("mode");

    /// <summary>Returns what a token unsubscribes from, such as "Comments on your posts"; null for an invalid one.</summary>
    public async Task<string?> FindAsync(string token, RequestOrigin origin, CancellationToken ct) =>
        await pipeline.RunAsync(new SystemTask(Action, Actor.System("unsubscribe"), origin), call => ReadAsync(call, token, ct), ct)
            is not { } found ? null
        : found.What == UnsubscribeTokens.Digest ? "The digest"
        : texts.Find(found.What)?.Label.English;

    /// <summary>Unsubscribes. Safe to repeat.</summary>
    /// <returns>Whether the token is valid.</returns>
    public async Task<bool> RunAsync(string token, RequestOrigin origin, CancellationToken ct)
    {
        if (await pipeline.RunAsync(new SystemTask(Action, Actor.System("unsubscribe"), origin), call => ReadAsync(call, token, ct), ct)
            is not { } found)
            return false;

        return await pipeline.RunAsync(
            new SystemTask(Action, new(ActorKind.User, found.UserId), origin), call => UnsubscribeAsync(call, found, ct), ct);
    }

    Task<Unsubscription?> ReadAsync(SystemCall call, string token, CancellationToken ct)
    {
        call.Audit.If(changed: false);
        return tokens.ReadAsync(call.Db, token, ct);
    }

    async Task<bool> UnsubscribeAsync(SystemCall call, Unsubscription found, CancellationToken ct)
    {
        call.Audit.Target("user", found.UserId);
        if (found.What == UnsubscribeTokens.Digest)
        {
            var settings = await NotificationSettings.ReadAsync(call.Db, found.UserId, ct);
            await (settings with { Digest = DigestRhythm.Off }).WriteAsync(call.Db, found.UserId, ct);
            call.Audit.Changed(Mode, settings.Digest, DigestRhythm.Off).If(settings.Digest != DigestRhythm.Off);
            return true;
        }

        if (texts.Find(found.What) is null)
            return false;

        var earlier = await NotificationPreferences.SetAsync(
            call.Db, found.UserId, found.What, EmailChannel.ChannelName, DeliveryMode.Off, ct);
        call.Audit.Changed(Mode, earlier, DeliveryMode.Off).If(earlier != DeliveryMode.Off);
        return true;
    }
}
