using System.Net;
using System.Net.Sockets;

namespace Bits.Jobs.Tests;

/// <summary>A way to the server that can lose what is sent on it, as a broken network does: connections stay open and
/// nothing comes. Or that keeps calls (NotificationResponse) to itself, as a pooler does.</summary>
sealed class LossyProxy : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _end = new();
    string _host;
    int _port;

    public LossyProxy(string host, int port)
    {
        (_host, _port) = (host, port);
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The server is at another address from now on.</summary>
    public void Move(string host, int port) => (_host, _port) = (host, port);

    /// <summary>Swallows what clients send, and what they are sent.</summary>
    public bool Swallows { get; set; }

    /// <summary>Swallows what clients are sent: a commit is made, and nobody hears of it.</summary>
    public bool SwallowsAnswers { get; set; }

    /// <summary>Swallows calls to listeners.</summary>
    public bool SwallowsCalls { get; init; }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        _end.Dispose();
    }

    async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // the end
        }
    }

    async Task ServeAsync(TcpClient client)
    {
        using var near = client;
        using var far = _host.StartsWith('/') ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) : new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await (_host.StartsWith('/')
                ? far.ConnectAsync(new UnixDomainSocketEndPoint($"{_host}/.s.PGSQL.{_port}"), _end.Token).AsTask()
                : far.ConnectAsync(_host, _port, _end.Token).AsTask());
            await using var server = new NetworkStream(far);
            await using var stream = near.GetStream();
            await Task.WhenAny(SendAsync(stream, server), SwallowsCalls ? AnswerByMessageAsync(server, stream) : AnswerAsync(server, stream));
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
        {
            // one side is gone, and with it the other
        }
    }

    async Task SendAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[65536];
        for (int n; (n = await from.ReadAsync(buffer, _end.Token)) > 0;)
        {
            if (!Swallows)
                await to.WriteAsync(buffer.AsMemory(0, n), _end.Token);
        }
    }

    async Task AnswerAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[65536];
        for (int n; (n = await from.ReadAsync(buffer, _end.Token)) > 0;)
        {
            if (!Swallows && !SwallowsAnswers)
                await to.WriteAsync(buffer.AsMemory(0, n), _end.Token);
        }
    }

    // Each message is a letter and its length; the answer to SSLRequest is one letter, so clients must not ask for TLS.
    async Task AnswerByMessageAsync(NetworkStream from, NetworkStream to)
    {
        var head = new byte[5];
        while (true)
        {
            await from.ReadExactlyAsync(head, _end.Token);
            var body = new byte[System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(1)) - 4];
            await from.ReadExactlyAsync(body, _end.Token);
            if (head[0] == 'A')
                continue;

            await to.WriteAsync(head, _end.Token);
            await to.WriteAsync(body, _end.Token);
        }
    }
}
