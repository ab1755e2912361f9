using Bits.Load.Measuring;

namespace Bits.Load.Web;

/// <summary>A page of the web app.</summary>
/// <param name="Name">Its key.</param>
/// <param name="Path">Where it is.</param>
sealed record WebPage(string Name, string Path);

/// <summary>Loads pages with the cookies of members, without their assets, which browsers keep.</summary>
sealed class PageBrowser(Uri address) : IDisposable
{
    readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = address };

    /// <summary>Has clients load a page for a while, each time as another member.</summary>
    /// <exception cref="InvalidOperationException">A page was not shown.</exception>
    public Task<ClientLoad> LoadAsync(
        WebPage page, IReadOnlyList<BrowserSession> members, int clients, TimeSpan duration, CancellationToken ct) =>
        Clients.RunAsync(
            [.. Enumerable.Range(0, clients).Select(number => (Func<int, Task>)(i => LoadAsync(page, members[(number + clients * i) % members.Count], ct)))],
            duration);

    public void Dispose() => _http.Dispose();

    async Task LoadAsync(WebPage page, BrowserSession member, CancellationToken ct)
    {
        using var request = member.Get(page.Path);
        using var response = await _http.SendAsync(request, ct);
        var html = await response.Content.ReadAsStringAsync(ct);
        if (!response.IsSuccessStatusCode || html.Length == 0)
            throw new InvalidOperationException($"{page.Path} was answered with {response.StatusCode}: {html}");
    }
}
