using Microsoft.Extensions.Logging;

namespace Bits.Jobs;

/// <summary>Repeats a piece of upkeep that every worker offers to do and the database gives to one of them.</summary>
static class MaintenanceLoop
{
    /// <summary>Works, waits, works again, until told to stop. A failure is logged; the next turn tries again.</summary>
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
