using Bits.Load.Rpc;

namespace Bits.Load.Faults;

/// <summary>The backends, and the balancer before them: calls go in turn to those that say at <c>/health/ready</c> that they
/// are; where none does, to those that did last: a slow machine must not lead calls to a node that has stopped.</summary>
sealed class Nodes : IAsyncDisposable
{
    static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    readonly Func<CancellationToken, Task<BackendProcess>> _start;
    readonly BackendProcess[] _nodes;
    readonly HttpClient _http = new() { Timeout = Patience };
    readonly CancellationTokenSource _watching = new();
    readonly Task _watch;
    Uri[] _ready;
    int _turn;

    Nodes(Func<CancellationToken, Task<BackendProcess>> start, BackendProcess[] nodes)
    {
        (_start, _nodes, _ready) = (start, nodes, [.. nodes.Select(node => node.Address)]);
        _watch = WatchAsync(_watching.Token);
    }

    /// <summary>Starts two.</summary>
    public static async Task<Nodes> StartAsync(Func<CancellationToken, Task<BackendProcess>> start, CancellationToken ct)
    {
        var first = await start(ct);
        try
        {
            return new(start, [first, await start(ct)]);
        }
        catch
        {
            await first.DisposeAsync();
            throw;
        }
    }

    /// <summary>Where the next try goes.</summary>
    public Uri Next()
    {
        var ready = Volatile.Read(ref _ready);
        return ready[(uint)Interlocked.Increment(ref _turn) % ready.Length];
    }

    /// <summary>Stops one after the other as a service manager does, and starts it anew; the next one only when the balancer
    /// sends calls to it again.</summary>
    public async Task RollAsync(CancellationToken ct)
    {
        for (var i = 0; i < _nodes.Length; i++)
        {
            var old = _nodes[i];
            await old.StopAsync(ct);
            _nodes[i] = await _start(ct);
            await old.DisposeAsync();
            while (!Volatile.Read(ref _ready).Contains(_nodes[i].Address))
                await Task.Delay(Glance, ct);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _watching.CancelAsync();
        await _watch;
        foreach (var node in _nodes)
            await node.DisposeAsync();
        _http.Dispose();
        _watching.Dispose();
    }

    async Task WatchAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            var known = _nodes.Select(node => node.Address).ToArray();
            var answers = await Task.WhenAll(known.Select(IsReadyAsync));
            var ready = known.Where((_, i) => answers[i]).ToArray();
            if (ready.Length > 0)
                Volatile.Write(ref _ready, ready);
            await Task.Delay(Glance, CancellationToken.None);
        }
    }

    async Task<bool> IsReadyAsync(Uri node)
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri(node, "/health/ready"));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }
}
