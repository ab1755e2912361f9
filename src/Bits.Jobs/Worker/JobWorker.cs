using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Bits.Jobs;

/// <summary>Claims due jobs and has their handlers do them.</summary>
/// <remarks>Any number of workers, in any number of processes, may serve the same queues: each job is claimed by one.
/// A job whose kind has no handler here is left for a worker that has one. When the database is away the worker waits
/// and tries again.</remarks>
public sealed class JobWorker
{
    readonly JobStore _store;
    readonly JobWorkerOptions _options;
    readonly TimeProvider _time;
    readonly ILogger<JobWorker> _log;
    readonly JobRun _run;
    readonly LeaseKeeper _leases;
    readonly string[] _queues;
    readonly string[] _kinds;
    readonly string _name = $"{Environment.MachineName}:{Environment.ProcessId}";

    internal JobWorker(
        JobStore store, JobHandlers handlers, IOptions<JobWorkerOptions> options, TimeProvider time,
        ILogger<JobWorker> log)
    {
        var running = new RunningJobs();
        (_store, _options, _time, _log) = (store, options.Value, time, log);
        _run = new(store, handlers, running, _options, time, log);
        _leases = new(store, running, _options.Lease, time, log);
        _queues = [.. _options.Queues.DefaultIfEmpty(EnqueueOptions.DefaultQueue)];
        _kinds = [.. handlers.Kinds];
    }

    /// <summary>Works until told to stop; then lets running jobs end within the grace period and gives the rest
    /// back.</summary>
    public Task RunAsync(CancellationToken stopping) => WorkAsync(untilDrained: false, stopping);

    /// <summary>Works until no job is due and none is running. Jobs that wait for a later time stay.</summary>
    public Task DrainAsync(CancellationToken stopping) => WorkAsync(untilDrained: true, stopping);

    async Task WorkAsync(bool untilDrained, CancellationToken stopping)
    {
        using var ended = new CancellationTokenSource();
        using var hardStop = new CancellationTokenSource();
        var keeping = _leases.RunAsync(ended.Token);
        var running = new HashSet<Task>();

        while (!stopping.IsCancellationRequested)
        {
            running.RemoveWhere(task => task.IsCompleted);
            var claimed = await ClaimAsync(_options.Concurrency - running.Count, stopping).ConfigureAwait(false);
            foreach (var job in claimed ?? [])
                running.Add(_run.RunAsync(job, hardStop.Token));

            if (untilDrained && claimed is [] && running.Count == 0)
                break;

            await WaitAsync(running, claimed is { Count: > 0 }, stopping).ConfigureAwait(false);
        }

        await FinishAsync(running, hardStop).ConfigureAwait(false);
        await ended.CancelAsync().ConfigureAwait(false);
        await keeping.ConfigureAwait(false);
    }

    // Null where the database is away: not the same as an empty queue.
    async Task<List<ClaimedJob>?> ClaimAsync(int limit, CancellationToken stopping)
    {
        if (limit == 0)
            return [];

        try
        {
            return await _store.ClaimAsync(_queues, _kinds, limit, _options.Lease, _name, stopping)
                .ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return [];
        }
        catch (NpgsqlException e)
        {
            _log.DatabaseUnavailable(e);
            return null;
        }
    }

    // Until a slot is free if there may be more, else for the poll interval.
    async Task WaitAsync(HashSet<Task> running, bool mayBeMore, CancellationToken stopping)
    {
        if (mayBeMore && running.Count < _options.Concurrency)
            return;

        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var pause = Task.Delay(
            running.Count < _options.Concurrency ? _options.PollInterval : Timeout.InfiniteTimeSpan, _time,
            waiting.Token);
        await Task.WhenAny([pause, .. running]).ConfigureAwait(false);
        await waiting.CancelAsync().ConfigureAwait(false);
    }

    async Task FinishAsync(HashSet<Task> running, CancellationTokenSource hardStop)
    {
        var all = Task.WhenAll(running);
        await Task.WhenAny(all, Task.Delay(_options.StopGrace, _time, CancellationToken.None)).ConfigureAwait(false);
        await hardStop.CancelAsync().ConfigureAwait(false);
        await all.ConfigureAwait(false);
    }
}
