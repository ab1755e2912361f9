using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Notifications.Channels;

/// <summary>Knows all channels outside the app.</summary>
public sealed class ChannelList(IEnumerable<IChannel> channels)
{
    /// <summary>The name of the inbox among the channels.</summary>
    public const string InApp = "in_app";

    readonly IReadOnlyList<IChannel> _all = [.. channels];

    /// <summary>Gets the configured channels.</summary>
    public IEnumerable<IChannel> On => _all.Where(channel => channel.IsOn);

    /// <summary>Returns the channel of this name; null for an unknown one and for the inbox.</summary>
    public IChannel? Find(string name) => _all.FirstOrDefault(channel => channel.Name == name);

    /// <summary>Returns the configured channel of this name.</summary>
    /// <exception cref="FaultException">This platform has no such channel.</exception>
    public IChannel Require(string name) => On.FirstOrDefault(channel => channel.Name == name)
        ?? throw FaultException.InvalidArgument(
            "channel", $"is not one of this platform's: {string.Join(", ", [InApp, .. On.Select(channel => channel.Name)])}.");
}
