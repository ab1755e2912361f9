using System.ComponentModel.DataAnnotations;

namespace Bits.Platform.Features.Notifications.WhatsApp;

/// <summary>Configures the WhatsApp Cloud API account for messages; section <c>Notifications:WhatsApp</c>. The channel
/// is off without a phone number id.</summary>
public sealed class WhatsAppOptions : IValidatableObject
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Notifications:WhatsApp";

    /// <summary>Gets or sets the address of the API with its version. Default: the provider's.</summary>
    public Uri BaseAddress { get; set; } = new("https://graph.facebook.com/v23.0/");

    /// <summary>Gets or sets the id of the sending number at the provider. Default: empty, the channel is off.</summary>
    public string PhoneNumberId { get; set; } = "";

    /// <summary>Gets or sets the access token of the provider. A secret.</summary>
    public string AccessToken { get; set; } = "";

    /// <summary>Gets or sets the approved template, whose body takes two texts, headline and text. Default
    /// <c>group_post</c>.</summary>
    [Required]
    public string Template { get; set; } = "group_post";

    /// <summary>Gets or sets the language of the template. Default <c>en</c>.</summary>
    [Required]
    public string Language { get; set; } = "en";

    /// <summary>Gets whether the channel is on.</summary>
    public bool Enabled => PhoneNumberId.Length > 0;

    /// <summary>Checks the settings that depend on each other.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Enabled && AccessToken.Length == 0)
            yield return new($"{Section}:AccessToken is missing; set it, or remove {Section}:PhoneNumberId.");
        if (!BaseAddress.IsAbsoluteUri || !BaseAddress.AbsolutePath.EndsWith('/'))
            yield return new($"{Section}:BaseAddress must be an absolute address that ends with a slash.");
    }
}
