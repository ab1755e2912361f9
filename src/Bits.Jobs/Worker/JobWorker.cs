using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Bits.Jobs;

/// <summary>Claims due jobs and has their handlers do them.</summary>
/// <remarks>Any number of workers, in any number of processes, may serve the same queues: each job is claimed by one.
/// A job whose kind has no handler here is left for a worker that has one. When the database is away the worker waits
/// and tries again.</remarks>
public sealed class JobWorker
{
    readonly IJobStore _store;
    readonly JobHandlers _handlers;
    readonly JobWorkerOptions _options;
    readonly TimeProvider _time;
    readonly ILogger<JobWorker> _log;
    readonly PeriodicRunner _periodic;

    // The same whenever it enters: whoever finds its old entry sees that it lives.
    readonly string _name = $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.CreateVersion7().ToString("N")[^8..]}";

    volatile WorkerSession? _session;

    internal JobWorker(
        IJobStore store, JobHandlers handlers, IOptions<JobWorkerOptions> options, TimeProvider time,
        ILogger<JobWorker> log)
    {
        (_store, _handlers, _options, _time, _log) = (store, handlers, options.Value, time, log);
        _periodic = new(store, handlers.Periodic, time, log);
    }

    /// <summary>For how long no sign of life of it has reached the database; null while it does not work.</summary>
    internal TimeSpan? SilentFor => _session?.SilentFor;

    /// <summary>How it works.</summary>
    internal JobWorkerOptions Options => _options;

    /// <summary>Works until told to stop; then lets running jobs end within the grace period and gives the rest
    /// back.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var others = Task.WhenAll(
            Retention.RunAsync(_store, _options, _time, _log, ended.Token), _periodic.RunAsync(ended.Token));
        await WorkAsync(untilDrained: false, stopping).ConfigureAwait(false);
        await ended.CancelAsync().ConfigureAwait(false);
        await others.ConfigureAwait(false);
    }

    /// <summary>Works until no job is due and none is running. Jobs that wait for a later time stay.</summary>
    public Task DrainAsync(CancellationToken stopping) => WorkAsync(untilDrained: true, stopping);

    // A worker that was taken for dead enters anew at once; what it still had in hand ends in the background.
    async Task WorkAsync(bool untilDrained, CancellationToken stopping)
    {
        List<Task> sessions = [];
        while (await EnterAsync(untilDrained, stopping).ConfigureAwait(false) is { } session)
        {
            _session = session;
            var running = RunAsync(session, untilDrained, stopping);
            sessions.Add(running);
            await Task.WhenAny(running, session.GoneAsync()).ConfigureAwait(false);
            if (running.IsCompleted && !session.IsGone)
                break;
        }

        await Task.WhenAll(sessions).ConfigureAwait(false);
        _session = null;
    }

    static async Task RunAsync(WorkerSession session, bool untilDrained, CancellationToken stopping)
    {
        using (session)
            await session.RunAsync(untilDrained, stopping).ConfigureAwait(false);
    }

    async Task<WorkerSession?> EnterAsync(bool untilDrained, CancellationToken stopping)
    {
        var worker = new WorkerIdentity(_name, _options.ServedQueues, [.. _handlers.Kinds], _options.Lease);
        for (var pause = new Backoff(_time); !stopping.IsCancellationRequested;)
        {
            try
            {
                var entered = await _store.EnterAsync(worker, listen: !untilDrained, stopping).ConfigureAwait(false);
                return new(_store, entered, _handlers, _options, _time, _log);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return null;
            }
            catch (Exception e) when (_store.IsTransient(e))
            {
                _log.DatabaseUnavailable(e);
                await pause.WaitAsync(stopping).ConfigureAwait(false);
            }
        }

        return null;
    }
}
