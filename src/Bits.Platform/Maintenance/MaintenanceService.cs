using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bits.Platform.Maintenance;

/// <summary>Repeats one <see cref="IMaintenanceTask"/> for as long as the host runs. A failing task does not stop the
/// others.</summary>
sealed partial class MaintenanceService<TTask>(TTask task, TimeProvider time, ILogger<TTask> log) : BackgroundService
    where TTask : IMaintenanceTask
{
    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(task.Interval, time);
        try
        {
            do
            {
                await RunOnceAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops: the next start does what is left.
        }
    }

    async Task RunOnceAsync(CancellationToken ct)
    {
        try
        {
            await task.RunAsync(ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            Failed(typeof(TTask).Name, task.Interval, e);
        }
    }

    [LoggerMessage(340, LogLevel.Warning, "{Task} failed; runs again in {Interval}.")]
    partial void Failed(string task, TimeSpan interval, Exception e);
}
