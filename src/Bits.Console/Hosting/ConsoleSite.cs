using Bits.Pages.Hosting;
using Bits.Platform.Auth;

namespace Bits.Console.Hosting;

/// <summary>The site of the console, and its files.</summary>
static class ConsoleSite
{
    public static readonly PageSite Site = new("console", ConsoleEndpoints.Path, Capabilities.ConsoleView);

    public static readonly PageAssets Assets = new(typeof(ConsoleSite).Assembly, "console.css");

    /// <summary>Returns the chosen colours; null for those of the system.</summary>
    public static string? Theme(string? cookie) => cookie is "light" or "dark" ? cookie : null;

    /// <summary>The cookie with the chosen colours.</summary>
    public const string ThemeCookie = "bits-console-theme";
}
