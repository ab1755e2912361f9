using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Npgsql;

namespace Bits.Load.Database;

/// <summary>A server of the same database that is far away: what is sent arrives later, in both directions, and no less of it
/// in a second.</summary>
sealed class DistantServer : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _stop = new();
    readonly TimeSpan _oneWay;
    readonly NpgsqlConnectionStringBuilder _near;
    readonly Task _accepting;

    DistantServer(string connectionString, TimeSpan roundTrip)
    {
        (_oneWay, _near) = (roundTrip / 2, new(connectionString));
        _listener.Start();
        DataSource = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString)
        {
            Host = "127.0.0.1",
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port,
        });
        _accepting = AcceptAsync();
    }

    /// <summary>Connections to it.</summary>
    public NpgsqlDataSource DataSource { get; }

    /// <summary>Moves a server away.</summary>
    /// <param name="connectionString">How to connect to it.</param>
    /// <param name="roundTrip">How long an answer takes longer.</param>
    public static DistantServer Of(string connectionString, TimeSpan roundTrip) => new(connectionString, roundTrip);

    public async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync();
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    async Task AcceptAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
                open.Add(ServeAsync(await _listener.AcceptSocketAsync(_stop.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(open);
        }
    }

    async Task ServeAsync(Socket client)
    {
        using var server = await ConnectAsync();
        using (client)
        {
            client.NoDelay = true;
            try
            {
                await Task.WhenAny(PassAsync(client, server), PassAsync(server, client));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
                // The benchmark is over.
            }
        }
    }

    // A host that is a path is the folder of a socket.
    async Task<Socket> ConnectAsync()
    {
        var isPath = Path.IsPathRooted(_near.Host);
        var socket = isPath ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        EndPoint address = isPath
            ? new UnixDomainSocketEndPoint(Path.Combine(_near.Host!, $".s.PGSQL.{_near.Port}"))
            : new DnsEndPoint(_near.Host!, _near.Port);
        await socket.ConnectAsync(address, _stop.Token);
        return socket;
    }

    async Task PassAsync(Socket from, Socket to)
    {
        var underway = Channel.CreateUnbounded<(byte[] Bytes, long Due)>();
        var sending = SendAsync(underway.Reader, to);
        var buffer = new byte[1 << 16];
        int read;
        while ((read = await from.ReceiveAsync(buffer, _stop.Token)) > 0)
            underway.Writer.TryWrite((buffer[..read], Environment.TickCount64 + (long)_oneWay.TotalMilliseconds));
        underway.Writer.Complete();
        await sending;
    }

    async Task SendAsync(ChannelReader<(byte[] Bytes, long Due)> underway, Socket to)
    {
        await foreach (var (bytes, due) in underway.ReadAllAsync(_stop.Token))
        {
            if (due - Environment.TickCount64 is > 0 and var wait)
                await Task.Delay(TimeSpan.FromMilliseconds(wait), _stop.Token);
            await to.SendAsync(bytes, _stop.Token);
        }
    }
}
