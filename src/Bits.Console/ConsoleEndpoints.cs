using Bits.Console.Hosting;
using Bits.Console.Live;
using Bits.Console.Screens.Audit;
using Bits.Console.Screens.Failures;
using Bits.Console.Screens.Health;
using Bits.Console.Screens.Jobs;
using Bits.Console.Screens.Memberships;
using Bits.Console.Screens.Overview;
using Bits.Console.Screens.Periodic;
using Bits.Console.Screens.Queues;
using Bits.Console.Screens.Search;
using Bits.Console.Screens.Workers;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bits.Console;

/// <summary>Where the console is.</summary>
public static class ConsoleEndpoints
{
    /// <summary>Where it begins.</summary>
    public const string Path = "/admin";

    /// <summary>Offers the admin console. Needs <c>AddBitsConsole</c> and <c>AddBitsPlatform</c>.</summary>
    public static void MapBitsConsole(this IEndpointRouteBuilder endpoints)
    {
        var console = endpoints.MapGroup(Path);
        console.MapAssets();
        ConsoleActions.Map(console);

        console.MapGet("/live", (HttpContext http, LiveFeed feed, CancellationToken ct) => feed.OpenAsync(http, ct)).ExcludeFromDescription();
        console.MapScreen<OverviewScreen>("/", Capabilities.ConsoleView);
        console.MapScreen<JobsScreen>("/jobs", Capabilities.ConsoleView);
        console.MapScreen<JobScreen>("/jobs/{id}", Capabilities.ConsoleView);
        console.MapScreen<FailuresScreen>("/failures", Capabilities.ConsoleView);
        console.MapScreen<QueuesScreen>("/queues", Capabilities.ConsoleView);
        console.MapScreen<PeriodicScreen>("/periodic", Capabilities.ConsoleView);
        console.MapScreen<WorkersScreen>("/workers", Capabilities.ConsoleView);
        console.MapScreen<MembershipsScreen>("/memberships", Capabilities.MembershipInspect);
        console.MapScreen<UserScreen>("/memberships/users/{id}", Capabilities.MembershipInspect);
        console.MapScreen<ScopeScreen>("/memberships/scopes/{scope}", Capabilities.MembershipInspect);
        console.MapScreen<SearchScreen>("/search", Capabilities.SearchInspect);
        console.MapScreen<AuditScreen>("/audit", Capabilities.AuditRead);
        console.MapScreen<HealthScreen>("/health", Capabilities.ConsoleView);
        console.MapScreen<NowhereScreen>("/{**rest}", Capabilities.ConsoleView);
    }

    /// <summary>A page in the look of the console that says one thing, with a way to the console.</summary>
    /// <param name="http">The request.</param>
    /// <param name="title">What has happened.</param>
    /// <param name="text">What to do.</param>
    /// <param name="status">How the page answers.</param>
    public static IResult Notice(HttpContext http, string title, string text, int status) =>
        ConsolePage.Bare(http, title, text, hint: null, status);

    // What shows more than how the platform runs is kept for longer.
    static void MapScreen<TScreen>(this IEndpointRouteBuilder console, string pattern, string capability)
        where TScreen : class, IScreen
    {
        var name = typeof(TScreen).Name[..^"Screen".Length].ToLowerInvariant();
        var kept = capability == Capabilities.ConsoleView ? AuditClass.Access : AuditClass.Admin;
        var look = new Look(new($"console.{name}", kept), capability);

        console.MapGet(pattern, (HttpContext http, TScreen screen, ConsolePage page, CancellationToken ct) =>
            page.ShowAsync(http, look, screen, ct)).ExcludeFromDescription();
    }
}
