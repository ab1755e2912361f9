using Microsoft.Extensions.Logging;
using Npgsql;

namespace Bits.Jobs;

/// <summary>Keeps the leases of running jobs, notices those that are lost, and takes over those of dead workers.</summary>
sealed class LeaseKeeper(
    JobStore store, RunningJobs running, TimeSpan lease, TimeProvider time, ILogger<JobWorker> log)
{
    /// <summary>Beats three times a lease until told to stop.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(lease / 3, time);
        try
        {
            do
            {
                await BeatAsync(stopping).ConfigureAwait(false);
            }
            while (await timer.WaitForNextTickAsync(stopping).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // told to stop
        }
    }

    async Task BeatAsync(CancellationToken stopping)
    {
        try
        {
            await KeepOwnAsync(stopping).ConfigureAwait(false);
            foreach (var id in await store.RescueAsync(stopping).ConfigureAwait(false))
                log.Rescued(id);
        }
        catch (NpgsqlException e)
        {
            log.DatabaseUnavailable(e);
        }
    }

    async Task KeepOwnAsync(CancellationToken stopping)
    {
        var leases = running.Leases;
        if (leases is [])
            return;

        var kept = await store.ExtendAsync(leases, lease, stopping).ConfigureAwait(false);
        foreach (var lost in leases.Except(kept))
            await running.CancelAsync(lost).ConfigureAwait(false);
    }
}
