using Microsoft.Playwright;

namespace Bits.Testing;

/// <summary>The browser: Chromium of this machine, without a screen.</summary>
static class Chromium
{
    // It asks nobody for anything by itself.
    static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    public static TestProgram Program { get; } = new(
        "Chromium", "chromium",
        [
            "chromium", "chromium-browser", "google-chrome", "google-chrome-stable",
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        ],
        "BITS_CHROMIUM");

    /// <summary>Starts it. Where it is missing the test is skipped: BrowserTests of the console fails for all of them.
    /// </summary>
    public static Task<IBrowser> LaunchAsync(IPlaywright playwright)
    {
        Assert.SkipWhen(Program.Path is null, Program.Remedy);

        return playwright.Chromium.LaunchAsync(new() { ExecutablePath = Program.Path, Args = Arguments });
    }
}
