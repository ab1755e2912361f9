namespace Bits.Load.Web;

/// <summary>Event streams that members have open, each read as its events come.</summary>
sealed class OpenStreams : IAsyncDisposable
{
    const string Path = "/live";
    const string EventStream = "text/event-stream";
    const int AtOnce = 50;

    readonly HttpClient _http;
    readonly CancellationTokenSource _end = new();
    readonly List<Task> _reading = [];

    OpenStreams(Uri address) => _http = new(new SocketsHttpHandler { UseCookies = false })
    {
        BaseAddress = address,
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>How many have been opened.</summary>
    public int Count => _reading.Count;

    /// <summary>Opens one for each member, and waits until each has had its first event.</summary>
    public static async Task<OpenStreams> OpenAsync(Uri address, IReadOnlyList<BrowserSession> members, CancellationToken ct)
    {
        var streams = new OpenStreams(address);
        try
        {
            foreach (var some in members.Chunk(AtOnce))
                await Task.WhenAll(some.Select(member => streams.OpenAsync(member, ct)));
            return streams;
        }
        catch
        {
            await streams.DisposeAsync();
            throw;
        }
    }

    /// <summary>Throws unless all are still open.</summary>
    public void RequireOpen()
    {
        if (_reading.Count(reading => reading.IsCompleted) is > 0 and var ended)
            throw new InvalidOperationException($"{ended:N0} of {Count:N0} event streams ended while pages were measured.");
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _http.Dispose();
        _end.Dispose();
    }

    async Task OpenAsync(BrowserSession member, CancellationToken ct)
    {
        using var request = member.Get(Path, EventStream);
        var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        if (response.Content.Headers.ContentType?.MediaType != EventStream)
            throw new InvalidOperationException($"{Path} was answered with {response.StatusCode}.");

        var reader = new StreamReader(await response.Content.ReadAsStreamAsync(ct));
        await reader.ReadLineAsync(ct);
        lock (_reading)
            _reading.Add(ReadAsync(response, reader));
    }

    async Task ReadAsync(HttpResponseMessage response, StreamReader reader)
    {
        using (response)
        using (reader)
            while (await reader.ReadLineAsync(_end.Token) is not null)
            {
            }
    }
}
