using System.ComponentModel.DataAnnotations;
using MimeKit;

namespace Bits.Platform.Mail;

/// <summary>How a mail server is reached.</summary>
public enum MailSecurity
{
    /// <summary>TLS by STARTTLS (RFC 3207); a server without it is refused.</summary>
    StartTls,

    /// <summary>TLS from the first byte (RFC 8314).</summary>
    Tls,

    /// <summary>No encryption; for a server on the same machine.</summary>
    None,
}

/// <summary>Configures the mail server; section <c>Mail</c>. Mail is off without a host.</summary>
public sealed class MailOptions : IValidatableObject
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Mail";

    /// <summary>Gets or sets the name of the server. Default: empty, mail is off.</summary>
    public string Host { get; set; } = "";

    /// <summary>Gets or sets the port, 1 to 65,535. Default 587, submission (RFC 6409).</summary>
    [Range(1, 65_535)]
    public int Port { get; set; } = 587;

    /// <summary>Gets or sets the encryption. Default STARTTLS.</summary>
    public MailSecurity Security { get; set; } = MailSecurity.StartTls;

    /// <summary>Gets or sets the login at the server. Default: empty, none.</summary>
    public string UserName { get; set; } = "";

    /// <summary>Gets or sets the password at the server. A secret.</summary>
    public string Password { get; set; } = "";

    /// <summary>Gets or sets the sender, such as <c>BITS Alumni &lt;no-reply@example.org&gt;</c>.</summary>
    public string From { get; set; } = "";

    /// <summary>Gets or sets the address of the platform that members open, such as <c>https://alumni.example.org/</c>: the base
    /// of links, and the site that passkeys belong to. Needed with a host; without it passkeys are off.</summary>
    public Uri? PublicAddress { get; set; }

    /// <summary>Gets or sets the time-out of each step with the server, 1 s to 2 min. Default 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:02:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Gets or sets the maximum number of connections to the server, 1 to 100. Default 4.</summary>
    [Range(1, 100)]
    public int Connections { get; set; } = 4;

    /// <summary>Gets or sets the private key that signs mails (DKIM, RFC 6376) as a PEM text. A secret. Default: empty, the server
    /// signs, or none does.</summary>
    public string DkimPrivateKey { get; set; } = "";

    /// <summary>Gets or sets the domain whose DNS publishes the key, such as <c>example.org</c>.</summary>
    public string DkimDomain { get; set; } = "";

    /// <summary>Gets or sets the selector under which it does, such as <c>bits</c>.</summary>
    public string DkimSelector { get; set; } = "";

    /// <summary>Gets or sets the number of different people who get notifications by mail within 24 hours; 0 without a limit,
    /// the default.</summary>
    [Range(0, 10_000_000)]
    public int DailyRecipients { get; set; }

    /// <summary>Gets or sets the secret by which the provider signs its reports (Standard Webhooks), <c>whsec_</c> and base64. A
    /// secret. Default: empty, reports are refused.</summary>
    public string WebhookSecret { get; set; } = "";

    /// <summary>Gets whether mail is on.</summary>
    public bool Enabled => Host.Length > 0;

    /// <summary>Checks the settings that depend on each other.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if ((Enabled || PublicAddress is not null) && !IsBase(PublicAddress))
            yield return new($"{Section}:PublicAddress must be the platform's address that members open, and end with a slash, such as https://alumni.example.org/.");
        if (!Enabled)
            yield break;
        if (!MailboxAddress.TryParse(From, out _))
            yield return new($"{Section}:From is '{From}'; set it to a sender such as BITS Alumni <no-reply@example.org>, or remove {Section}:Host.");
        if (DkimPrivateKey.Length > 0 && (DkimDomain.Length == 0 || DkimSelector.Length == 0))
            yield return new($"{Section}:DkimDomain and {Section}:DkimSelector are missing; set both, or remove {Section}:DkimPrivateKey.");
        if (DkimPrivateKey.Length > 0 && !DkimPrivateKey.StartsWith("-----BEGIN ", StringComparison.Ordinal))
            yield return new($"{Section}:DkimPrivateKey is not a PEM text; set one that begins with -----BEGIN PRIVATE KEY-----.");
        if (UserName.Length > 0 && Password.Length == 0)
            yield return new($"{Section}:Password is missing; set it, or remove {Section}:UserName.");
        if (Security == MailSecurity.None && Password.Length > 0)
            yield return new($"{Section}:Security must not be None with a password, which is never sent unencrypted. Use StartTls or Tls, or remove {Section}:UserName.");
    }

    static bool IsBase(Uri? address) =>
        address is { IsAbsoluteUri: true, Scheme: "https" or "http" } && address.AbsolutePath.EndsWith('/');
}
