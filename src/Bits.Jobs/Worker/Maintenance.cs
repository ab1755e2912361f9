using Microsoft.Extensions.Logging;

namespace Bits.Jobs;

/// <summary>Maintains the table while a worker runs: deletes old jobs, and takes back running jobs that no worker
/// holds.</summary>
sealed class Maintenance(IJobStore store, JobWorkerOptions options, TimeProvider time, ILogger log)
{
    static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>How many jobs a sweep reads: a tenth of a second of one connection.</summary>
    const int SweptJobs = 250_000;

    /// <summary>Works until stopped.</summary>
    public Task RunAsync(CancellationToken stopping)
    {
        var turn = options.KeepEnded / 60;
        return Task.WhenAll(
            MaintenanceLoop.RunAsync("Retention", turn < Minute ? turn : Minute, RetainAsync, time, log, stopping),
            MaintenanceLoop.RunAsync("Sweep", Minute, SweepAsync, time, log, stopping));
    }

    async Task RetainAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested
            && await store.RetainAsync(options.KeepEnded, options.KeepDead, ct).ConfigureAwait(false))
        {
            // there is more
        }
    }

    async Task SweepAsync(CancellationToken ct)
    {
        foreach (var job in await store.SweepAsync(Minute, SweptJobs, ct).ConfigureAwait(false))
        {
            log.Orphaned(job.Id, job.Kind, job.State);
            JobsTelemetry.RecordRescue();
        }
    }
}
