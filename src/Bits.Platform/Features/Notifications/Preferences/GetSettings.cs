using Bits.Platform.Features.Notifications.Channels;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Notifications;

/// <summary>Returns how the caller is reached: language, time zone, quiet hours, digest, and for each kind of notification what
/// each channel does.</summary>
[Rpc(
    "notifications.v1/GetSettings", NotificationCapabilities.Self, Reads = true,
    Example = """{}""",
    Answer = """{"settings":{"language":"english","timeZone":"Asia/Kolkata","quietFrom":"22:00:00","quietUntil":"07:00:00","digest":"weekly","digestHour":9,"digestDay":"saturday"},"channelItems":[{"channel":"in_app","label":"In the app","hasDigest":false},{"channel":"email","label":"E-mail","hasDigest":true}],"kinds":[{"kind":"posts.mention","label":"Mentions of you","isRequired":false,"modes":[{"channel":"in_app","mode":"now"},{"channel":"email","mode":"now"}]}]}""")]
public sealed class GetSettings(NotificationTexts texts, ChannelList channels) : IRpc<GetSettings.Request, GetSettings.Response>
{
    static readonly Localized InAppLabel = new("In the app", "ऐप में");

    /// <summary>An empty request.</summary>
    public sealed record Request;

    /// <summary>The settings.</summary>
    /// <param name="Settings">How the caller is reached.</param>
    /// <param name="ChannelItems">The channels of this platform.</param>
    /// <param name="Kinds">The kinds.</param>
    public sealed record Response(NotificationSettings Settings, IReadOnlyList<ChannelItem> ChannelItems, IReadOnlyList<KindItem> Kinds);

    /// <summary>A channel.</summary>
    /// <param name="Channel">The name.</param>
    /// <param name="Label">What to call it, in the caller's language.</param>
    /// <param name="HasDigest">Whether it brings digests.</param>
    public sealed record ChannelItem(string Channel, string Label, bool HasDigest);

    /// <summary>A kind.</summary>
    /// <param name="Kind">The name.</param>
    /// <param name="Label">What to call it, in the caller's language.</param>
    /// <param name="IsRequired">Whether it cannot be turned off.</param>
    /// <param name="Modes">What each channel does.</param>
    public sealed record KindItem(string Kind, string Label, bool IsRequired, IReadOnlyList<ModeItem> Modes);

    /// <summary>What a channel does with a kind.</summary>
    /// <param name="Channel">The channel.</param>
    /// <param name="Mode">Now, digest or off.</param>
    public sealed record ModeItem(string Channel, DeliveryMode Mode);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var settings = await NotificationSettings.ReadAsync(call.Db, call.Caller.UserId, ct);
        var chosen = await NotificationPreferences.ListAsync(call.Db, call.Caller.UserId, ct);

        return new(
            settings,
            [
                new(ChannelList.InApp, InAppLabel.In(settings.Language), HasDigest: false),
                .. channels.On.Select(c => new ChannelItem(c.Name, c.Label.In(settings.Language), c.HasDigest)),
            ],
            [.. texts.Kinds.OrderByDescending(kind => kind.Importance).Select(kind => Item(kind, settings.Language, chosen))]);
    }

    KindItem Item(NotificationKind kind, Language language, IReadOnlyDictionary<(string Kind, string Channel), DeliveryMode> chosen)
    {
        var isRequired = kind.Importance == Importance.Required;
        return new(
            kind.Name, kind.Label.In(language), isRequired,
            [
                new(ChannelList.InApp, Chosen(ChannelList.InApp) ?? DeliveryMode.Now),
                .. channels.On.Select(channel => new ModeItem(channel.Name, Chosen(channel.Name) ?? channel.DefaultOf(kind.Importance))),
            ]);

        DeliveryMode? Chosen(string channel) =>
            !isRequired && chosen.TryGetValue((kind.Name, channel), out var mode) ? mode : null;
    }
}
