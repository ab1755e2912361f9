using Bits.Console.Features.Operations;
using Bits.Console.Hosting;
using Bits.Pages.Hosting;
using Bits.Pages.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bits.Console.Live;

/// <summary>Streams the overview every two seconds to the users who have it open.</summary>
sealed class OverviewFeed(
    JobsWatch watch, ConsolePage page, IServiceScopeFactory scopes, ILoggerFactory logs, IHostApplicationLifetime host)
    : LiveFeed(page, host)
{
    /// <summary>The name of the event with the overview.</summary>
    public const string Overview = "overview";

    protected override string Event => Overview;

    protected override TimeSpan Interval => TimeSpan.FromSeconds(2);

    protected override Func<CancellationToken, Task<string?>> Begin(PageUser user, string root) => async ct =>
    {
        var now = await watch.LookAsync(ct);
        await using var scope = scopes.CreateAsyncScope();
        await using var renderer = new HtmlRenderer(scope.ServiceProvider, logs);
        return await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<OverviewNow>(
            ParameterView.FromDictionary(new Dictionary<string, object?> { ["Now"] = now, ["Root"] = root }))).ToHtmlString());
    };
}
