using Microsoft.Extensions.Logging;

namespace Bits.Jobs;

/// <summary>Has the store forget what is old enough. Every worker asks; whoever comes first does it.</summary>
static class Retention
{
    static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    public static async Task RunAsync(
        IJobStore store, JobWorkerOptions options, TimeProvider time, ILogger log, CancellationToken ended)
    {
        var turn = options.KeepEnded / 60 < Longest ? options.KeepEnded / 60 : Longest;
        while (!ended.IsCancellationRequested)
        {
            await Task.Delay(turn, time, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await RetainAsync(store, options, log, ended).ConfigureAwait(false);
        }
    }

    static async Task RetainAsync(IJobStore store, JobWorkerOptions options, ILogger log, CancellationToken ended)
    {
        try
        {
            while (!ended.IsCancellationRequested
                && await store.RetainAsync(options.KeepEnded, options.KeepDead, ended).ConfigureAwait(false))
            {
                // there is more
            }
        }
        catch (Exception e) when (!ended.IsCancellationRequested)
        {
            log.LoopFailed(nameof(Retention), e);
        }
        catch (Exception)
        {
            // told to stop
        }
    }
}
