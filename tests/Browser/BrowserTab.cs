using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Bits.Testing;

/// <summary>A tab of the browser, and what it has asked for and complained of: the browser adds to it at any time.</summary>
public class BrowserTab : IAsyncDisposable
{
    /// <param name="page">The page.</param>
    public BrowserTab(IPage page)
    {
        Page = page;
        page.Request += (_, request) => Requests.Enqueue(new Uri(request.Url));
        page.Console += (_, line) =>
        {
            if (line.Type is "error" or "warning")
                Complaints.Enqueue(line.Text);
        };
        page.PageError += (_, error) => Complaints.Enqueue(error);
        page.RequestFinished += (_, request) => Finished.Enqueue(request);
    }

    /// <summary>The page.</summary>
    public IPage Page { get; }

    /// <summary>What was asked for.</summary>
    public ConcurrentQueue<Uri> Requests { get; } = [];

    /// <summary>What came.</summary>
    public ConcurrentQueue<IRequest> Finished { get; } = [];

    /// <summary>What the browser complained of: scripts, the content security policy, files that are not there.</summary>
    public ConcurrentQueue<string> Complaints { get; } = [];

    /// <summary>The bytes of what came, without the sign-in.</summary>
    public async Task<int> BytesAsync()
    {
        var bytes = 0;
        foreach (var request in Finished.Where(r => !r.Url.Contains("/login/", StringComparison.Ordinal)).ToList())
        {
            var sizes = await request.SizesAsync();
            bytes += sizes.ResponseBodySize + sizes.ResponseHeadersSize;
        }

        return bytes;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Page.Context.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
