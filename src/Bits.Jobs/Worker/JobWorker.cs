using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Bits.Jobs;

/// <summary>Claims due jobs and has their handlers do them.</summary>
/// <remarks>Any number of workers, in any number of processes, may serve the same queues: each job is claimed by one.
/// A job whose kind has no handler here is left for a worker that has one. When the database is away the worker waits
/// and tries again.</remarks>
public sealed class JobWorker
{
    static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    readonly BackgroundObservers _observers = new();
    readonly IJobStore _store;
    readonly JobHandlers _handlers;
    readonly JobWorkerOptions _options;
    readonly ILogger _log;

    // The same whenever it registers: whoever finds its old entry sees that it lives.
    readonly string _name = $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.CreateVersion7().ToString("N")[^8..]}";

    volatile WorkerSession? _session;

    internal JobWorker(IJobStore store, JobHandlers handlers, IOptions<JobWorkerOptions> options, ILogger<JobWorker> log)
    {
        (_store, _handlers, _options) = (store, handlers, options.Value);
        _log = new BackgroundLogger(log, _observers);
    }

    /// <summary>For how long no heartbeat of it has reached the database; null while it does not work.</summary>
    internal TimeSpan? SilentFor => _session?.SilentFor;

    /// <summary>How it works.</summary>
    internal JobWorkerOptions Options => _options;

    /// <summary>Works until told to stop; then lets running jobs end within the grace period, cancels their handlers, and
    /// gives back the jobs of those that have not returned 5 s later.</summary>
    public Task RunAsync(CancellationToken stopping) => RunAsync(StopTimes.Of(_options), stopping);

    /// <summary>Works until no job is due and none is running. Jobs that wait for a later time stay.</summary>
    public Task DrainAsync(CancellationToken stopping) => WorkAsync(untilDrained: true, StopTimes.Of(_options), stopping);

    internal async Task RunAsync(StopTimes times, CancellationToken stopping)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var others = Task.Run(
            () => Task.WhenAll(
                new Maintenance(_store, _options, EngineTime.Instance, _log).RunAsync(ended.Token),
                new PeriodicRunner(_store, _handlers.Periodic, EngineTime.Instance, _log).RunAsync(ended.Token)),
            CancellationToken.None);
        await WorkAsync(untilDrained: false, times, stopping).ConfigureAwait(false);
        await ended.CancelAsync().ConfigureAwait(false);
        await others.ConfigureAwait(false);
    }

    async Task WorkAsync(bool untilDrained, StopTimes times, CancellationToken stopping)
    {
        await WorkLoop.RunAsync("bits-jobs worker", () => RunSessionsAsync(untilDrained, times, stopping)).ConfigureAwait(false);
        await _observers.FlushAsync(LastWords).ConfigureAwait(false);
    }

    // A worker that was taken for dead registers again at once; what it still had in hand ends in the background.
    async Task RunSessionsAsync(bool untilDrained, StopTimes times, CancellationToken stopping)
    {
        List<Task> sessions = [];
        while (await EnterAsync(untilDrained, stopping) is { } session)
        {
            _session = session;
            var running = RunAsync(session, untilDrained, times, stopping);
            sessions.Add(running);
            await Task.WhenAny(running, session.GoneAsync());
            if (running.IsCompleted && !session.IsGone)
                break;
        }

        await Task.WhenAll(sessions);
        _session = null;
    }

    static async Task RunAsync(WorkerSession session, bool untilDrained, StopTimes times, CancellationToken stopping)
    {
        using (session)
            await session.RunAsync(untilDrained, times, stopping);
    }

    async Task<WorkerSession?> EnterAsync(bool untilDrained, CancellationToken stopping)
    {
        var worker = new WorkerIdentity(_name, _options.ServedQueues, [.. _handlers.Kinds], _options.Lease)
        {
            Concurrency = _options.Concurrency,
        };
        for (var pause = new Backoff(EngineTime.Instance); !stopping.IsCancellationRequested;)
        {
            try
            {
                var entered = await _store.EnterAsync(worker, listen: !untilDrained, stopping);
                return new(_store, entered, _handlers, _options, EngineTime.Instance, _log, _observers);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return null;
            }
            catch (Exception e) when (_store.Classify(e) != StoreFault.None)
            {
                _log.StoreFailed(e);
                await pause.WaitAsync(stopping);
            }
        }

        return null;
    }
}
