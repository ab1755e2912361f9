using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Bits.Console.Hosting;
using Bits.Console.Screens.Overview;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Bits.Console.Live;

/// <summary>Sends the overview again, every two seconds, to those who have it open. A stream ends after some minutes,
/// with the right to it, and with the host; the browser then comes again, and is asked again who it is.</summary>
sealed class LiveFeed(
    JobsWatch watch, LiveRights rights, ConsolePage page, IServiceScopeFactory scopes, ILoggerFactory logs,
    IHostApplicationLifetime host)
{
    const int LongestStream = 150;
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    static readonly Look Look = new(new("console.live", AuditClass.Access), Capabilities.ConsoleView) { IsAudited = false };

    /// <summary>The name of the event that brings the overview.</summary>
    public const string Overview = "overview";

    /// <summary>Answers with the stream.</summary>
    public async Task<IResult> OpenAsync(HttpContext http, CancellationToken ct)
    {
        try
        {
            var visitor = await page.EnterAsync(http, Look, ct);
            return TypedResults.ServerSentEvents(StreamAsync(visitor, $"{http.Request.PathBase}{ConsoleEndpoints.Path}", ct));
        }
        catch (FaultException)
        {
            return Results.NoContent(); // tells the browser not to come again
        }
    }

    // Nothing is sent without the right to it: a look at the rights that failed sends nothing, and the next one
    // decides.
    async IAsyncEnumerable<SseItem<string>> StreamAsync(
        Visitor visitor, string root, [EnumeratorCancellation] CancellationToken ct)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct, host.ApplicationStopping);
        using var stay = rights.Begin(visitor);
        for (var i = 0; i < LongestStream && await PauseAsync(end.Token); i++)
            switch (await TryAskAsync(stay, end.Token))
            {
                case false:
                    yield break;
                case true when await TryRenderAsync(root, end.Token) is { } html:
                    yield return new(html, Overview);
                    break;
            }
    }

    static async Task<bool?> TryAskAsync(LiveRights.Stay stay, CancellationToken ct)
    {
        try
        {
            return await stay.MayGoOnAsync(ct);
        }
        catch (Exception e) when (e is NpgsqlException or OperationCanceledException)
        {
            return null;
        }
    }

    static async Task<bool> PauseAsync(CancellationToken ct)
    {
        await Task.Delay(Interval, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !ct.IsCancellationRequested;
    }

    // A look that failed leaves what is shown; it says of when it is.
    async Task<string?> TryRenderAsync(string root, CancellationToken ct)
    {
        try
        {
            var now = await watch.LookAsync(ct);
            await using var scope = scopes.CreateAsyncScope();
            await using var renderer = new HtmlRenderer(scope.ServiceProvider, logs);
            return await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<OverviewNow>(
                ParameterView.FromDictionary(new Dictionary<string, object?> { ["Now"] = now, ["Root"] = root }))).ToHtmlString());
        }
        catch (Exception e) when (e is NpgsqlException or OperationCanceledException)
        {
            return null;
        }
    }
}
