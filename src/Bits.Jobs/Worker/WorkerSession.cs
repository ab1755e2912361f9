using Microsoft.Extensions.Logging;

namespace Bits.Jobs;

/// <summary>What a worker does from entering to leaving. One that is taken for dead has to enter anew.</summary>
sealed class WorkerSession : IDisposable
{
    readonly IWorkerStore _worker;
    readonly HeldJobs _held = new();
    readonly Tally _tally = new();
    readonly Nudge _nudge;
    readonly Completer _completer;
    readonly RunnerPool _runners;
    readonly Pulse _pulse;
    readonly Dispatcher _dispatcher;
    readonly JobWorkerOptions _options;
    readonly ILogger _log;

    public WorkerSession(
        IJobStore store, IWorkerStore worker, JobHandlers handlers, JobWorkerOptions options, TimeProvider time,
        ILogger log)
    {
        (_worker, _options, _log) = (worker, options, log);
        _nudge = new(store, log);
        _completer = new(store, worker, _held, _tally, _nudge, options.Retry, time, log);
        _runners = new(new JobRunner(store, handlers, _held, options, time, log), _completer, options.Concurrency, time);
        _pulse = new(store, worker, _held, _tally, options.Lease, time, log);
        _dispatcher = new(store, worker, _held, _runners, _pulse, () => _completer.IsIdle && _nudge.IsIdle, options, time, log);
    }

    /// <summary>Whether it was taken for dead.</summary>
    public bool IsGone => _pulse.IsGone;

    /// <summary>For how long no sign of life has reached the store.</summary>
    public TimeSpan SilentFor => _pulse.SilentFor;

    /// <summary>Ends when it is taken for dead.</summary>
    public Task GoneAsync() => Task.Delay(Timeout.InfiniteTimeSpan, _pulse.Gone)
        .ContinueWith(static _ => { }, TaskScheduler.Default);

    /// <summary>Works until told to stop, or until drained, or until gone.</summary>
    public async Task RunAsync(bool untilDrained, CancellationToken stopping)
    {
        using var ended = new CancellationTokenSource();
        using var giveUp = new CancellationTokenSource();
        var beating = _pulse.RunAsync(ended.Token);
        var finishing = _completer.RunAsync(giveUp.Token);
        var nudging = _nudge.RunAsync(giveUp.Token);

        await _dispatcher.RunAsync(untilDrained, stopping).ConfigureAwait(false);

        await ReleaseAsync(_runners.Close()).ConfigureAwait(false);
        await WindDownAsync().ConfigureAwait(false);
        _completer.Complete();
        giveUp.CancelAfter(_options.Lease); // then others have them anyway
        await finishing.ConfigureAwait(false);
        _nudge.Complete();
        await nudging.ConfigureAwait(false);
        await ended.CancelAsync().ConfigureAwait(false);
        await beating.ConfigureAwait(false);
        await LeaveAsync().ConfigureAwait(false);
    }

    public void Dispose() => _pulse.Dispose();

    async Task ReleaseAsync(IReadOnlyList<ClaimedJob> jobs)
    {
        foreach (var job in jobs)
            await _completer.AddAsync(new(job, JobOutcome.Released, new(job.Key, SettledJob.Released, default, null), default))
                .ConfigureAwait(false);
    }

    // First they may end by themselves, then they are cancelled.
    async Task WindDownAsync()
    {
        using var grace = CancellationTokenSource.CreateLinkedTokenSource(_pulse.Gone);
        grace.CancelAfter(_options.StopGrace);
        await _runners.Completion.WaitAsync(grace.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        _held.CancelAll(CancelCause.Stopped);
        await _runners.Completion.ConfigureAwait(false);
    }

    async Task LeaveAsync()
    {
        try
        {
            if (!IsGone && !_held.IsUnsure && _held.Leases.Length == 0)
                await _worker.LeaveAsync(_tally.Take(), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) // then its lease ends by itself
        {
            _log.DatabaseUnavailable(e);
        }
        finally
        {
            await _worker.DisposeAsync().ConfigureAwait(false);
        }
    }
}
