using System.Globalization;
using Bits.Jobs;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Bits.Platform.Mail;

/// <summary>A mail to one person.</summary>
/// <param name="To">The address.</param>
/// <param name="Name">The name of the person.</param>
/// <param name="Subject">The subject, one line.</param>
/// <param name="Text">The text, plain.</param>
public sealed record OutgoingMail(string To, string Name, string Subject, string Text);

/// <summary>Sends mail by SMTP (RFC 5321). Each mail uses its own connection.</summary>
/// <remarks>Does not retry and does not record: the job that sends does.</remarks>
public sealed class MailSender(IOptions<MailOptions> options)
{
    /// <summary>Sends one mail.</summary>
    /// <exception cref="MailRefusedException">The server refuses this mail for good.</exception>
    /// <exception cref="IOException">The server is not reachable, too slow, or temporarily unavailable.</exception>
    /// <exception cref="InvalidOperationException">Mail is off.</exception>
    public async Task SendAsync(OutgoingMail mail, CancellationToken ct)
    {
        var settings = options.Value;
        if (!settings.Enabled)
            throw new InvalidOperationException($"{MailOptions.Section}:Host is not set, so no mail is sent.");

        using var client = new SmtpClient { Timeout = (int)settings.Timeout.TotalMilliseconds };
        try
        {
            await client.ConnectAsync(settings.Host, settings.Port, Security(settings.Security), ct);
            if (settings.UserName.Length > 0)
                await client.AuthenticateAsync(settings.UserName, settings.Password, ct);
            await client.SendAsync(Message(mail, settings), ct);
        }
        catch (SmtpCommandException e) when ((int)e.StatusCode is >= 500 and < 600)
        {
            throw new MailRefusedException(string.Create(CultureInfo.InvariantCulture, $"{(int)e.StatusCode} {e.Message}"), e);
        }
        catch (Exception e) when (e is SmtpCommandException or SmtpProtocolException or SslHandshakeException or AuthenticationException or TimeoutException)
        {
            throw new IOException($"{settings.Host} did not take the mail: {e.Message}", e);
        }

        // The mail is accepted: an impolite end does not change that.
        await QuitAsync(client, ct);
    }

    /// <summary>Sends a mail for a job. A mail that the server refuses for good discards the job.</summary>
    /// <param name="mail">The mail; null for nothing to send.</param>
    /// <param name="ct">Stops the sending.</param>
    /// <exception cref="DiscardJobException">The server refuses this mail for good.</exception>
    /// <inheritdoc cref="SendAsync"/>
    public async Task SendForJobAsync(OutgoingMail? mail, CancellationToken ct)
    {
        if (mail is null)
            return;

        try
        {
            await SendAsync(mail, ct);
        }
        catch (MailRefusedException e)
        {
            throw new DiscardJobException(e.Message);
        }
    }

    static async Task QuitAsync(SmtpClient client, CancellationToken ct)
    {
        try
        {
            await client.DisconnectAsync(quit: true, ct);
        }
        catch (Exception e) when (e is IOException or SmtpProtocolException or SmtpCommandException or OperationCanceledException)
        {
            // Nothing depends on it.
        }
    }

    static MimeMessage Message(OutgoingMail mail, MailOptions settings) => new(
        [MailboxAddress.Parse(settings.From)], [new MailboxAddress(mail.Name, mail.To)], mail.Subject,
        new TextPart("plain") { Text = mail.Text });

    static SecureSocketOptions Security(MailSecurity security) => security switch
    {
        MailSecurity.StartTls => SecureSocketOptions.StartTls,
        MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
        MailSecurity.None => SecureSocketOptions.None,
    };
}

/// <summary>The server refuses a mail for good; another attempt would end the same way.</summary>
/// <param name="answer">The answer of the server.</param>
/// <param name="cause">The error of the connection.</param>
public sealed class MailRefusedException(string answer, Exception cause) : Exception($"The mail server refuses this mail: {answer}", cause);
