using Microsoft.Extensions.Hosting;

namespace Bits.Jobs;

/// <summary>Runs a worker for as long as the host runs.</summary>
sealed class JobWorkerHost(JobWorker worker) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => worker.RunAsync(stoppingToken);
}
