using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Bits.Jobs;

/// <summary>Runs a worker while the host runs. Releases its jobs before the shutdown timeout of the host, so that a stop is
/// not a crash.</summary>
sealed class JobWorkerHost : BackgroundService
{
    readonly CancellationTokenSource _giveBack = new();
    readonly JobWorker _worker;
    readonly StopTimes _times;

    public JobWorkerHost(
        JobWorker worker, IOptions<JobWorkerOptions> options, IOptions<HostOptions> host, ILogger<JobWorker> log)
    {
        _worker = worker;
        _times = StopTimes.Within(host.Value.ShutdownTimeout, options.Value, _giveBack.Token);
        if (_times.Grace < options.Value.StopGrace)
            log.GraceTooLong(options.Value.StopGrace, host.Value.ShutdownTimeout, _times.Grace);
    }

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // Other services may have used up the time, so the host's own token may come first.
        await using var givesUp = cancellationToken.Register(_giveBack.Cancel);
        await base.StopAsync(CancellationToken.None).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        base.Dispose();
        _giveBack.Dispose();
    }

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _worker.RunAsync(_times, stoppingToken);
}
