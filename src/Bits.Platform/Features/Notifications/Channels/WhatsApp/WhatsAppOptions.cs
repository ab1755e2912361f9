using System.ComponentModel.DataAnnotations;

namespace Bits.Platform.Features.Notifications.Channels.WhatsApp;

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

    /// <summary>Gets or sets the language of the template for members who chose Hindi. Default <c>hi</c>; empty if only
    /// <see cref="Language"/> is approved.</summary>
    public string HindiLanguage { get; set; } = "hi";

    /// <summary>Gets or sets the number of different recipients within 24 hours that the provider's tier allows: 250, 2,000,
    /// 10,000, 100,000; 0 without a limit. Default 250.</summary>
    [Range(0, 10_000_000)]
    public int DailyRecipients { get; set; } = 250;

    /// <summary>Gets or sets the secret by which the provider signs its reports; section "App settings, Basic" at the provider.
    /// A secret. Default: empty, reports are refused.</summary>
    public string AppSecret { get; set; } = "";

    /// <summary>Gets or sets the word by which the provider proves that it asks for this webhook. A secret. Default: empty, the
    /// webhook cannot be registered.</summary>
    public string VerifyToken { get; set; } = "";

    /// <summary>Gets whether the channel is on.</summary>
    public bool Enabled => PhoneNumberId.Length > 0;

    /// <summary>Returns the code of the template for a language.</summary>
    internal string LanguageOf(Language language) =>
        language == Notifications.Language.Hindi && HindiLanguage.Length > 0 ? HindiLanguage : Language;

    /// <summary>Checks the settings that depend on each other.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Enabled && AccessToken.Length == 0)
            yield return new($"{Section}:AccessToken is missing; set it, or remove {Section}:PhoneNumberId.");
        if (!BaseAddress.IsAbsoluteUri || !BaseAddress.AbsolutePath.EndsWith('/'))
            yield return new($"{Section}:BaseAddress must be an absolute address that ends with a slash.");
    }
}
