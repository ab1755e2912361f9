using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(TestBrowser))]

namespace Bits.Testing;

/// <summary>The browser of this test process, started with the first tab. Contexts keep the tests apart.</summary>
public sealed class TestBrowser : IAsyncDisposable
{
    // It asks nobody for anything by itself.
    static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    readonly SemaphoreSlim _starting = new(1, 1);
    IPlaywright? _playwright;
    IBrowser? _browser;

    /// <summary>Chromium, best without the parts that draw windows: that takes two thirds of the time.</summary>
    public static TestProgram Program { get; } = new(
        "Chromium", "chromium-headless-shell",
        [
            "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable",
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        ],
        "BITS_CHROMIUM");

    /// <summary>Opens a context. Where the browser is missing the test is skipped: BrowserTests of the console fails for all of
    /// them.</summary>
    public async Task<IBrowserContext> NewContextAsync(BrowserNewContextOptions? options = null)
    {
        Assert.SkipWhen(Program.Path is null, Program.Remedy);

        return await (await StartedAsync()).NewContextAsync(options);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
        _starting.Dispose();
    }

    async Task<IBrowser> StartedAsync()
    {
        await _starting.WaitAsync();
        try
        {
            _playwright ??= await Playwright.CreateAsync();
            if (_browser is not { IsConnected: true }) // none yet, or a test has crashed it
                _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Program.Path, Args = Arguments });
            return _browser;
        }
        finally
        {
            _starting.Release();
        }
    }
}
