using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using MimeKit;
using SmtpServer;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace Bits.Testing;

/// <summary>A real SMTP server in this process, which keeps what it takes.</summary>
public sealed class TestMailServer : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    readonly CancellationTokenSource _stop = new();
    readonly Kept _kept = new();
    readonly Task _running;
    int _connections;
    bool _isStopped;

    TestMailServer(int port)
    {
        Port = port;
        var services = new SmtpServer.ComponentModel.ServiceProvider();
        services.Add(_kept);
        var server = new SmtpServer.SmtpServer(new SmtpServerOptionsBuilder().ServerName("localhost").Port(port).Build(), services);
        server.SessionCreated += (_, _) => Interlocked.Increment(ref _connections);
        _running = server.StartAsync(_stop.Token);
    }

    /// <summary>Where it listens.</summary>
    public int Port { get; }

    /// <summary>What it has taken.</summary>
    public IReadOnlyList<MimeMessage> Mails => [.. _kept.Mails];

    /// <summary>The same, byte for byte.</summary>
    public IReadOnlyList<byte[]> RawMails => [.. _kept.Raw];

    /// <summary>What it answers to the next mails; default: it takes them.</summary>
    public SmtpResponse Answer { set => _kept.Answer = value; }

    /// <summary>How long it thinks before it answers to a whole mail; default: not at all.</summary>
    public TimeSpan Delay { set => _kept.Delay = value; }

    /// <summary>How many connections it has had.</summary>
    public int Connections => _connections;

    /// <summary>Starts one on a free port.</summary>
    public static async Task<TestMailServer> StartAsync(CancellationToken ct)
    {
        while (true)
        {
            var server = new TestMailServer(TestPort.Free());
            while (!server._running.IsCompleted)
            {
                if (await IsListeningAsync(server.Port, ct))
                    return server;
                await Task.Delay(10, ct);
            }

            server._stop.Dispose(); // another connection took the port meanwhile
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isStopped, true))
            return;

        await _stop.CancelAsync();
        try
        {
            await _running.WaitAsync(Patience); // a session may outlive the server's stop
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            return;
        }

        _stop.Dispose();
    }

    static async Task<bool> IsListeningAsync(int port, CancellationToken ct)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port, ct);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    sealed class Kept : MessageStore
    {
        public ConcurrentQueue<MimeMessage> Mails { get; } = [];

        public ConcurrentQueue<byte[]> Raw { get; } = [];

        public SmtpResponse Answer { get; set; } = SmtpResponse.Ok;

        public TimeSpan Delay { get; set; }

        public override async Task<SmtpResponse> SaveAsync(
            ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
        {
            await Task.Delay(Delay, cancellationToken);
            if (Answer == SmtpResponse.Ok)
                Raw.Enqueue(buffer.ToArray());
            if (Answer == SmtpResponse.Ok)
                Mails.Enqueue(await MimeMessage.LoadAsync(new MemoryStream(buffer.ToArray()), cancellationToken));
            return Answer;
        }
    }
}
