using Bits.Platform.Accounts;
using Bits.Platform.Mail;
using Microsoft.Extensions.Options;

namespace Bits.Platform.Features.Notifications.Channels.Email;

/// <summary>Shows operators how the e-mail of a template looks.</summary>
public sealed class EmailPreviews(NotificationTexts texts, IOptions<MailOptions> options)
{
    static readonly Uri NoAddress = new("https://alumni.example.org/");

    static readonly Account Reader = new(
        Guid.Empty, "asha", "asha@example.org", "Asha Rao", PrimaryRole.Alumni, PlatformRole: null, Batch: 2018);

    /// <summary>Returns the HTML part, with the names of values in their places; null for an unknown template.</summary>
    public string? Render(string kind, string variant, Language language)
    {
        if (texts.Find(kind) is not { } known || !known.Templates.ContainsKey(variant))
            return null;

        var home = options.Value.PublicAddress ?? NoAddress;
        var words = NotificationTexts.Render(known, new(variant, new Dictionary<string, Localized>()), language);
        var message = new OutgoingMessage("preview", Reader, Reader.Email, language, [new(Guid.Empty, known, words)]);
        return new EmailLayout(home, message, known.Importance == Importance.Required ? null : new(home, "unsubscribe")).Html();
    }
}
