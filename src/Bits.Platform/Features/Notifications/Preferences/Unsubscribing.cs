using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Features.Notifications.Channels.Email;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Notifications;

/// <summary>What a link of an e-mail unsubscribes from.</summary>
/// <param name="What">The name of it, such as "Comments on your posts".</param>
/// <param name="Language">The language of its member.</param>
public sealed record UnsubscribeOffer(string What, Language Language);

/// <summary>Unsubscribes the member whom a token names from e-mails of a kind, or from the digest. Needs no sign-in.</summary>
public sealed class Unsubscribing(
    SystemPipeline pipeline, UnsubscribeTokens tokens, NotificationTexts texts, AccountDirectory accounts)
{
    static readonly AuditAction Action = new("notifications.unsubscribe", AuditClass.Security);
    static readonly AuditField Mode = new("mode");
    static readonly Localized Digest = new("The digest", "सारांश");

    /// <summary>Returns what a token unsubscribes from; null for an invalid one.</summary>
    public async Task<UnsubscribeOffer?> FindAsync(string token, RequestOrigin origin, CancellationToken ct) =>
        (await ReadAsync(token, origin, ct))?.Offer;

    /// <summary>Unsubscribes. Safe to repeat.</summary>
    /// <returns>What the member is unsubscribed from; null for an invalid token.</returns>
    public async Task<UnsubscribeOffer?> RunAsync(string token, RequestOrigin origin, CancellationToken ct)
    {
        if (await ReadAsync(token, origin, ct) is not { } read)
            return null;

        await pipeline.RunAsync(
            new SystemTask(Action, new(ActorKind.User, read.Of.UserId), origin), call => UnsubscribeAsync(call, read.Of, ct), ct);
        return read.Offer;
    }

    Task<(Unsubscription Of, UnsubscribeOffer Offer)?> ReadAsync(string token, RequestOrigin origin, CancellationToken ct) =>
        pipeline.RunAsync(new SystemTask(Action, Actor.System("unsubscribe"), origin), call => ReadAsync(call, token, ct), ct);

    async Task<(Unsubscription, UnsubscribeOffer)?> ReadAsync(SystemCall call, string token, CancellationToken ct)
    {
        call.Audit.If(changed: false);
        if (await tokens.ReadAsync(call.Db, token, ct) is not { } found
            || await accounts.FindAsync(call.Db, found.UserId, ct) is null
            || (found.What == UnsubscribeTokens.Digest ? Digest : texts.Find(found.What)?.Label) is not { } label)
            return null;

        var language = (await NotificationSettings.ReadAsync(call.Db, found.UserId, ct)).Language;
        return (found, new(label.In(language), language));
    }

    static async Task<bool> UnsubscribeAsync(SystemCall call, Unsubscription found, CancellationToken ct)
    {
        call.Audit.Target("user", found.UserId);
        if (found.What == UnsubscribeTokens.Digest)
        {
            var settings = await NotificationSettings.ReadAsync(call.Db, found.UserId, ct);
            await (settings with { Digest = DigestRhythm.Off }).WriteAsync(call.Db, found.UserId, ct);
            call.Audit.Changed(Mode, settings.Digest, DigestRhythm.Off).If(settings.Digest != DigestRhythm.Off);
            return true;
        }

        var earlier = await NotificationPreferences.SetAsync(
            call.Db, found.UserId, found.What, EmailChannel.ChannelName, DeliveryMode.Off, ct);
        call.Audit.Changed(Mode, earlier, DeliveryMode.Off).If(earlier != DeliveryMode.Off);
        return true;
    }
}
