using Microsoft.Playwright;

namespace Bits.Console.Tests;

/// <summary>The browser: Chromium of this machine, without a screen.</summary>
static class Chromium
{
    static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    // It asks nobody for anything by itself.
    static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    public static Task<IBrowser> LaunchAsync(IPlaywright playwright) => playwright.Chromium.LaunchAsync(new()
    {
        ExecutablePath = Environment.GetEnvironmentVariable("BITS_CHROMIUM") is { Length: > 0 } given
            ? given
            : Places.FirstOrDefault(File.Exists)
                ?? throw new InvalidOperationException("There is no Chromium; apt install chromium, or set BITS_CHROMIUM to the program."),
        Args = Arguments,
    });
}
