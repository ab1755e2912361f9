using Microsoft.Extensions.Hosting;

namespace Bits.Search.Live;

/// <summary>Runs a live index for as long as the host runs.</summary>
sealed class LiveIndexHost(LiveIndex live) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => live.RunAsync(stoppingToken);
}
