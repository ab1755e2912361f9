using System.Globalization;
using System.Text;
using Bits.Jobs;
using MailKit.Net.Smtp;
using Microsoft.Extensions.Options;
using MimeKit;
using MimeKit.Cryptography;

namespace Bits.Platform.Mail;

/// <summary>Sends mail by SMTP (RFC 5321), on connections that it keeps for a while.</summary>
/// <remarks>Does not retry and does not record: the job that sends does. Safe for concurrent use.</remarks>
public sealed class MailSender(IOptions<MailOptions> options) : IDisposable
{
    static readonly HeaderId[] Signed =
    [
        HeaderId.From, HeaderId.To, HeaderId.Subject, HeaderId.Date, HeaderId.MessageId, HeaderId.MimeVersion, HeaderId.ContentType,
        HeaderId.ListUnsubscribe, HeaderId.ListUnsubscribePost, HeaderId.AutoSubmitted,
    ];

    // By default the library writes encoded words of 76 characters; RFC 2047 allows 75.
    static readonly FormatOptions ShortLines = MadeShort();

    readonly MailSessions _sessions = new(options);

    /// <summary>Sends one mail.</summary>
    /// <exception cref="MailRefusedException">The server refuses this mail for good.</exception>
    /// <exception cref="MailOutcomeUnknownException">The connection ended, or the time was over, after the server had taken the
    /// recipient: the mail may be sent.</exception>
    /// <exception cref="IOException">Nothing was sent: the server is not reachable, too slow, or temporarily
    /// unavailable.</exception>
    /// <exception cref="InvalidOperationException">Mail is off.</exception>
    public async Task SendAsync(OutgoingMail mail, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(mail);
        var settings = options.Value;
        if (!settings.Enabled)
            throw new InvalidOperationException($"{MailOptions.Section}:Host is not set, so no mail is sent.");

        using var message = Compose(mail, settings);
        var session = await _sessions.TakeAsync(ct);
        var isGood = false;
        try
        {
            await session.SendAsync(message, ct);
            isGood = true;
        }
        catch (SmtpCommandException e) when ((int)e.StatusCode is >= 500 and < 600)
        {
            throw new MailRefusedException(Answer(e), IsDeadAddress(e), e);
        }
        catch (SmtpCommandException e)
        {
            throw new IOException($"{settings.Host} did not take the mail: {Answer(e)}", e);
        }
        catch (Exception e) when (session.MayBeSent && e is IOException or SmtpProtocolException or OperationCanceledException or TimeoutException)
        {
            throw new MailOutcomeUnknownException($"{settings.Host} did not answer whether it took the mail: {e.Message}", e);
        }
        catch (Exception e) when (e is SmtpProtocolException or TimeoutException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw new IOException($"{settings.Host} did not take the mail: {e.Message}", e);
        }
        finally
        {
            _sessions.GiveBack(session, isGood);
        }
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

    /// <inheritdoc />
    public void Dispose() => _sessions.Dispose();

    static MimeMessage Compose(OutgoingMail mail, MailOptions settings)
    {
        var body = new BodyBuilder { TextBody = mail.Text, HtmlBody = mail.Html };
        var message = new MimeMessage(
            [MailboxAddress.Parse(settings.From)], [new MailboxAddress(mail.Name, mail.To)], mail.Subject, body.ToMessageBody());
        message.Headers[message.Headers.IndexOf(HeaderId.Subject)].SetValue(ShortLines, Encoding.UTF8, mail.Subject);
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        if (mail.MessageId is { } id)
            message.MessageId = $"{id}@{MailboxAddress.Parse(settings.From).Domain}";
        if (mail.Unsubscribe is { } unsubscribe)
        {
            message.Headers.Add(HeaderId.ListUnsubscribe, $"<{unsubscribe.AbsoluteUri}>");
            message.Headers.Add(HeaderId.ListUnsubscribePost, "List-Unsubscribe=One-Click");
        }

        Sign(message, settings);
        return message;
    }

    static FormatOptions MadeShort()
    {
        var options = FormatOptions.Default.Clone();
        options.MaxLineLength = 72;
        return options;
    }

    // DKIM (RFC 6376). One-click unsubscribing requires that the signature covers its headers (RFC 8058, 4).
    static void Sign(MimeMessage message, MailOptions settings)
    {
        if (settings.DkimPrivateKey.Length == 0)
            return;

        using var key = new MemoryStream(Encoding.ASCII.GetBytes(settings.DkimPrivateKey));
        var signer = new DkimSigner(key, settings.DkimDomain, settings.DkimSelector)
        {
            HeaderCanonicalizationAlgorithm = DkimCanonicalizationAlgorithm.Relaxed,
            BodyCanonicalizationAlgorithm = DkimCanonicalizationAlgorithm.Relaxed,
        };
        message.Prepare(EncodingConstraint.SevenBit);
        signer.Sign(message, [.. Signed.Where(message.Headers.Contains)]);
    }

    // The enhanced code (RFC 3463) decides where there is one: 5.7.1 refuses us and 5.1.8 our sender, whatever the reply before it.
    static bool IsDeadAddress(SmtpCommandException e)
    {
        var first = e.Message.AsSpan().TrimStart();
        first = first[..(first.IndexOfAny(' ', '\r', '\n') is >= 0 and var end ? end : first.Length)];
        return first switch
        {
            "5.1.1" or "5.1.2" or "5.1.3" or "5.1.6" or "5.1.10" => true,
            ['5', '.', ..] => false,
            _ => e is { ErrorCode: SmtpErrorCode.RecipientNotAccepted, StatusCode: SmtpStatusCode.MailboxUnavailable },
        };
    }

    static string Answer(SmtpCommandException e) => string.Create(CultureInfo.InvariantCulture, $"{(int)e.StatusCode} {e.Message}");
}
