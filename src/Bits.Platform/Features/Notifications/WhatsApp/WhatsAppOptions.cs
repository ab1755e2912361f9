using System.ComponentModel.DataAnnotations;

namespace Bits.Platform.Features.Notifications.WhatsApp;

/// <summary>The WhatsApp Cloud API account that messages are sent from; section <c>Notifications:WhatsApp</c>. Without a
/// phone number id the channel is off.</summary>
public sealed class WhatsAppOptions : IValidatableObject
{
    /// <summary>Where in the configuration these options are.</summary>
    public const string Section = "Notifications:WhatsApp";

    /// <summary>The address of the API with its version; default the provider's.</summary>
    public Uri BaseAddress { get; set; } = new("https://graph.facebook.com/v23.0/");

    /// <summary>The id of the sending number at the provider; empty: the channel is off.</summary>
    public string PhoneNumberId { get; set; } = "";

    /// <summary>The access token of the provider. A secret.</summary>
    public string AccessToken { get; set; } = "";

    /// <summary>The approved template; its body takes two texts, headline and text. Default <c>group_post</c>.</summary>
    [Required]
    public string Template { get; set; } = "group_post";

    /// <summary>The language of the template; default <c>en</c>.</summary>
    [Required]
    public string Language { get; set; } = "en";

    /// <summary>Whether messages are sent at all.</summary>
    public bool Enabled => PhoneNumberId.Length > 0;

    /// <summary>Checks what depends on each other.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Enabled && AccessToken.Length == 0)
            yield return new($"{Section}:AccessToken is missing; set it, or remove {Section}:PhoneNumberId.");
        if (!BaseAddress.IsAbsoluteUri || !BaseAddress.AbsolutePath.EndsWith('/'))
            yield return new($"{Section}:BaseAddress must be an absolute address that ends with a slash.");
    }
}
