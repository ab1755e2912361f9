using System.Collections.Concurrent;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Bits.Platform.Mail;

/// <summary>Keeps a few connections to the mail server. A connection is used again within half a minute, for at most a hundred
/// mails: servers close idle and long-lived ones.</summary>
sealed class MailSessions(IOptions<MailOptions> options) : IDisposable
{
    static readonly TimeSpan MaxIdle = TimeSpan.FromSeconds(30);
    const int MaxMails = 100;

    readonly ConcurrentBag<MailSession> _idle = [];
    readonly SemaphoreSlim _slots = new(options.Value.Connections);

    /// <summary>Takes a connection that has just answered; waits while all are in use. Return or drop it.</summary>
    /// <exception cref="IOException">The server is not reachable, too slow, or refuses the login.</exception>
    public async Task<MailSession> TakeAsync(CancellationToken ct)
    {
        await _slots.WaitAsync(ct);
        try
        {
            while (_idle.TryTake(out var kept))
            {
                if (kept.Mails < MaxMails && kept.Idle < MaxIdle && await kept.AnswersAsync(ct))
                    return kept;
                kept.Dispose();
            }

            return await MailSession.ConnectAsync(options.Value, ct);
        }
        catch
        {
            _slots.Release();
            throw;
        }
    }

    /// <summary>Gives a connection back.</summary>
    /// <param name="session">The connection.</param>
    /// <param name="isGood">Whether it can take the next mail.</param>
    public void GiveBack(MailSession session, bool isGood)
    {
        if (isGood)
            _idle.Add(session);
        else
            session.Dispose();
        _slots.Release();
    }

    public void Dispose()
    {
        while (_idle.TryTake(out var session))
            session.Dispose();
        _slots.Dispose();
    }
}

/// <summary>A connection to the mail server.</summary>
sealed class MailSession : IDisposable
{
    readonly Client _client = new();
    readonly TimeSpan _timeout;
    long _usedAt = Environment.TickCount64;

    MailSession(TimeSpan timeout) => _timeout = timeout;

    /// <summary>Gets whether the server may have taken the mail that is being sent.</summary>
    public bool MayBeSent => _client.HasRecipient;

    public int Mails { get; private set; }

    public TimeSpan Idle => TimeSpan.FromMilliseconds(Environment.TickCount64 - _usedAt);

    public static async Task<MailSession> ConnectAsync(MailOptions settings, CancellationToken ct)
    {
        var session = new MailSession(settings.Timeout);
        try
        {
            using var limit = session.Limit(ct);
            await session._client.ConnectAsync(settings.Host, settings.Port, Of(settings.Security), limit.Token);
            if (settings.UserName.Length > 0)
                await session._client.AuthenticateAsync(settings.UserName, settings.Password, limit.Token);
            return session;
        }
        catch (Exception e)
        {
            session.Dispose();
            if (e is ServiceNotConnectedException or CommandException or ProtocolException or SslHandshakeException or AuthenticationException
                or NotSupportedException or System.Net.Sockets.SocketException
                || (e is OperationCanceledException && !ct.IsCancellationRequested))
                throw new IOException($"{settings.Host} is not reachable: {e.Message}", e);
            throw;
        }
    }

    public async Task SendAsync(MimeMessage message, CancellationToken ct)
    {
        Mails++;
        _client.HasRecipient = false;
        using var limit = Limit(ct);
        await _client.SendAsync(message, limit.Token);
        _usedAt = Environment.TickCount64;
    }

    /// <summary>Returns whether the server still answers.</summary>
    public async Task<bool> AnswersAsync(CancellationToken ct)
    {
        try
        {
            using var limit = Limit(ct);
            await _client.NoOpAsync(limit.Token);
            return true;
        }
        catch (Exception e) when (e is IOException or CommandException or ProtocolException or ServiceNotConnectedException
            || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return false;
        }
    }

    public void Dispose() => _client.Dispose();

    CancellationTokenSource Limit(CancellationToken ct)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(_timeout);
        return limit;
    }

    static SecureSocketOptions Of(MailSecurity security) => security switch
    {
        MailSecurity.StartTls => SecureSocketOptions.StartTls,
        MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
        MailSecurity.None => SecureSocketOptions.None,
    };

    // Once the server has taken the recipient, the text follows.
    sealed class Client : SmtpClient
    {
        public bool HasRecipient { get; set; }

        protected override void OnRecipientAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) =>
            HasRecipient = true;
    }
}
