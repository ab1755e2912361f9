using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Bits.Jobs;

/// <summary>Claims due jobs and runs their handlers.</summary>
/// <remarks>Any number of workers, in any number of processes, may serve the same queues: one worker claims each job. Leaves
/// jobs of kinds without a handler here to other workers. Waits and tries again while the database does not
/// answer.</remarks>
public sealed class JobWorker
{
    static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(1);

    readonly BackgroundObservers _observers = new();
    readonly IJobStore _store;
    readonly JobHandlers _handlers;
    readonly JobWorkerOptions _options;
    readonly ILogger _log;

    // Stays the same at each registration, so that other workers do not count its old row as a crash.
    readonly string _name = $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.CreateVersion7().ToString("N")[^8..]}";

    volatile WorkerSession? _session;

    internal JobWorker(IJobStore store, JobHandlers handlers, IOptions<JobWorkerOptions> options, ILogger<JobWorker> log)
    {
        (_store, _handlers, _options) = (store, handlers, options.Value);
        _log = new BackgroundLogger(log, _observers);
    }

    /// <summary>The time since its last heartbeat that reached the database; null while it is stopped.</summary>
    internal TimeSpan? SilentFor => _session?.SilentFor;

    /// <summary>The options.</summary>
    internal JobWorkerOptions Options => _options;

    /// <summary>Works until stopped. Then waits for running jobs within the grace period, and cancels their handlers. Releases the
    /// jobs of handlers that have not returned 5 s later.</summary>
    public Task RunAsync(CancellationToken stopping) => RunAsync(StopTimes.Of(_options), stopping);

    /// <summary>Works until no job is due or running, also none that follows a batch which ends meanwhile. Scheduled jobs stay.
    /// </summary>
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
        await _observers.FlushAsync(FlushTimeout).ConfigureAwait(false);
    }

    // A worker that was taken for dead re-registers at once; the jobs of its old session end in the background.
    async Task RunSessionsAsync(bool untilDrained, StopTimes times, CancellationToken stopping)
    {
        List<Task> sessions = [];
        while (await RegisterAsync(untilDrained, stopping) is { } session)
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

    async Task<WorkerSession?> RegisterAsync(bool untilDrained, CancellationToken stopping)
    {
        var worker = new WorkerIdentity(_name, _options.ServedQueues, [.. _handlers.Kinds], _options.Lease)
        {
            Concurrency = _options.Concurrency,
        };
        for (var pause = new Backoff(EngineTime.Instance); !stopping.IsCancellationRequested;)
        {
            try
            {
                var registered = await _store.RegisterAsync(worker, listen: !untilDrained, stopping);
                return new(_store, registered, _handlers, _options, EngineTime.Instance, _log, _observers);
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
