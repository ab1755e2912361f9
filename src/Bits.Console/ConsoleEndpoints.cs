using Bits.Console.Hosting;
using Bits.Console.Live;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bits.Console;

/// <summary>The path of the console.</summary>
public static class ConsoleEndpoints
{
    /// <summary>The address of the first page.</summary>
    public const string Path = "/admin";

    /// <summary>Maps the admin console. Needs <c>AddBitsConsole</c> and <c>AddBitsPlatform</c>.</summary>
    public static void MapBitsConsole(this IEndpointRouteBuilder endpoints)
    {
        var console = endpoints.MapGroup(Path);
        ConsoleSite.Assets.Map(console);
        ConsoleActions.Map(console);

        console.MapGet("/live", (HttpContext http, OverviewFeed feed, CancellationToken ct) => feed.OpenAsync(http, ct)).ExcludeFromDescription();
        foreach (var screen in ConsoleFeatures.Screens)
            screen.Map(console);
    }

    /// <summary>Returns a page in the look of the console with one message and a link to the console.</summary>
    /// <param name="http">The request.</param>
    /// <param name="title">The event.</param>
    /// <param name="text">The remedy.</param>
    /// <param name="status">The status of the response.</param>
    public static IResult Notice(HttpContext http, string title, string text, int status) =>
        ConsolePage.Bare(http, title, text, hint: null, status);
}
