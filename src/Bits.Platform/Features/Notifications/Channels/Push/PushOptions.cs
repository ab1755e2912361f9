using System.ComponentModel.DataAnnotations;

namespace Bits.Platform.Features.Notifications.Channels.Push;

/// <summary>Configures web push; section <c>Notifications:Push</c>. The channel is off without keys. Create them once with
/// <c>adminctl notifications push-keys</c>: a browser gets messages by the key that it subscribed with.</summary>
public sealed class PushOptions : IValidatableObject
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Notifications:Push";

    /// <summary>Gets or sets the public key of the platform (VAPID, RFC 8292), base64url. Default: empty, the channel is
    /// off.</summary>
    public string PublicKey { get; set; } = "";

    /// <summary>Gets or sets the private key, base64url. A secret.</summary>
    public string PrivateKey { get; set; } = "";

    /// <summary>Gets or sets how push services reach the operators, such as <c>mailto:ops@example.org</c>.</summary>
    public string Contact { get; set; } = "";

    /// <summary>Gets the hosts of the push services that browsers may name; a leading dot stands for all hosts below. Default:
    /// those of the four large browser makers. Others are refused, as this platform sends requests to them.</summary>
    public IList<string> Services { get; } = [];

    /// <summary>Gets whether the channel is on.</summary>
    public bool Enabled => PublicKey.Length > 0;

    static readonly string[] KnownServices =
        ["fcm.googleapis.com", ".push.services.mozilla.com", ".push.apple.com", ".notify.windows.com"];

    /// <summary>Returns whether a browser may name this address.</summary>
    public bool IsService(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address is { IsAbsoluteUri: true, Scheme: "https", UserInfo: "" }
            && (Services.Count > 0 ? Services : KnownServices).Any(service => service.StartsWith('.')
                ? address.Host.EndsWith(service, StringComparison.OrdinalIgnoreCase)
                : address.Authority.Equals(service, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Checks the settings that depend on each other.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Enabled)
            yield break;
        if (PrivateKey.Length == 0)
            yield return new($"{Section}:PrivateKey is missing; set it, or remove {Section}:PublicKey.");
        if (!Contact.StartsWith("mailto:", StringComparison.Ordinal) && !Contact.StartsWith("https:", StringComparison.Ordinal))
            yield return new($"{Section}:Contact is '{Contact}'; set an address such as mailto:ops@example.org.");
    }
}
