using Microsoft.Extensions.Logging;

namespace Bits.Jobs;

/// <summary>Repeats a maintenance task. Every worker runs it, and the database lets one of them do the work.</summary>
static class MaintenanceLoop
{
    /// <summary>Runs the task, waits, and repeats until stopped. Logs a failure and tries again in the next round.</summary>
    public static async Task RunAsync(
        string name, TimeSpan interval, Func<CancellationToken, Task> work, TimeProvider time, ILogger log,
        CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await work(stopping).ConfigureAwait(false);
            }
            catch (Exception) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                if (StoreFaults.Classify(e) != StoreFault.None)
                    log.StoreFailed(e);
                else
                    log.LoopFailed(name, e);
            }

            await Task.Delay(interval, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
