using System.Collections.Concurrent;
using System.Net;

namespace Bits.Platform.Tests.Features.Notifications;

/// <summary>A push service in the process.</summary>
sealed class PushService : IAsyncDisposable
{
    readonly HttpListener _listener = new();
    readonly Task _serving;

    public PushService()
    {
        Address = new($"http://127.0.0.1:{TestPort.Free()}/");
        _listener.Prefixes.Add(Address.ToString());
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>What was sent.</summary>
    public ConcurrentQueue<(string Path, string Authorization, byte[] Body)> Requests { get; } = [];

    /// <summary>The status for a path. Default: 201.</summary>
    public ConcurrentDictionary<string, int> Answers { get; } = [];

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                var path = context.Request.Url!.AbsolutePath;
                Requests.Enqueue((path, context.Request.Headers["Authorization"] ?? "", body.ToArray()));
                context.Response.StatusCode = Answers.GetValueOrDefault(path, 201);
                context.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                // closed
            }
        }
    }
}

/// <summary>Leads requests to the real address of the local service; it has no certificate for the name.</summary>
sealed class ToLocalService(Uri local) : DelegatingHandler(new SocketsHttpHandler())
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.RequestUri = new(local, request.RequestUri!.AbsolutePath);
        return base.SendAsync(request, cancellationToken);
    }
}
