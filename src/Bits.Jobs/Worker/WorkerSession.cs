using Microsoft.Extensions.Logging;

namespace Bits.Jobs;

/// <summary>Runs a worker from its registration until it leaves. A worker that was taken for dead must register again. Runs
/// in a <see cref="WorkLoop"/>, so nothing here needs a thread of the pool.</summary>
sealed class WorkerSession : IDisposable
{
    static readonly TimeSpan LastStores = TimeSpan.FromSeconds(2);

    readonly IWorkerStore _worker;
    readonly LeaseTracker _leases = new();
    readonly OutcomeCounter _outcomes = new();
    readonly WorkflowAdvancer _advancer;
    readonly Completer _completer;
    readonly Executor _executor;
    readonly Heartbeat _heartbeat;
    readonly Dispatcher _dispatcher;
    readonly TimeSpan _lease;
    readonly TimeProvider _time;
    readonly ILogger _log;
    readonly TaskCompletionSource _gone = new();

    public WorkerSession(
        IJobStore store, IWorkerStore worker, JobHandlers handlers, JobWorkerOptions options, TimeProvider time,
        ILogger log, BackgroundObservers observers)
    {
        (_worker, _lease, _time, _log) = (worker, options.Lease, time, log);
        _advancer = new(store, log);
        _completer = new(store, worker, _leases, _outcomes, _advancer, options.Retry, observers, time, log);
        _executor = new(new JobRunner(store, handlers, _leases, options, time, log), _completer, options.Concurrency);
        _heartbeat = new(store, worker, _leases, _outcomes, options.Lease, time, log);
        _dispatcher = new(
            store, worker, _leases, _executor, _heartbeat, () => _completer.IsIdle && _advancer.IsIdle, options, time, log);
        _heartbeat.Gone.Register(static gone => ((TaskCompletionSource)gone!).TrySetResult(), _gone);
    }

    /// <summary>Whether the worker was taken for dead.</summary>
    public bool IsGone => _heartbeat.IsGone;

    /// <summary>The time since the last heartbeat that reached the store.</summary>
    public TimeSpan SilentFor => _heartbeat.SilentFor;

    /// <summary>Completes when the worker is taken for dead.</summary>
    public Task GoneAsync() => _gone.Task;

    /// <summary>Works until stopped, drained or gone.</summary>
    public async Task RunAsync(bool untilDrained, StopTimes times, CancellationToken stopping)
    {
        using var ended = new CancellationTokenSource();
        using var giveUp = new CancellationTokenSource();
        var beating = _heartbeat.RunAsync(ended.Token);
        var completing = _completer.RunAsync(giveUp.Token);
        var advancing = Task.Run(() => _advancer.RunAsync(giveUp.Token), CancellationToken.None);

        await _dispatcher.RunAsync(untilDrained, stopping);

        Release(_executor.Close());
        await WindDownAsync(times);
        _completer.Complete();

        // After that other workers have the jobs anyway, or the host ends the process.
        using var deadline = _time.CreateTimer(
            static source => ((CancellationTokenSource)source!).Cancel(), giveUp,
            times.GiveBack.IsCancellationRequested && LastStores < _lease ? LastStores : _lease, Timeout.InfiniteTimeSpan);
        await completing;
        _advancer.Complete();
        await advancing;
        await ended.CancelAsync();
        await beating;
        await LeaveAsync();
    }

    public void Dispose() => _heartbeat.Dispose();

    void Release(IEnumerable<ClaimedJob> jobs)
    {
        foreach (var job in jobs)
            _ = _completer.AddAsync(new(job, JobOutcome.Released, new(job.Key, AttemptResult.Released, default, null), default));
    }

    // Waits for handlers, cancels them, and then releases their jobs also those that ignore it.
    async Task WindDownAsync(StopTimes times)
    {
        using var hurried = CancellationTokenSource.CreateLinkedTokenSource(_heartbeat.Gone, times.GiveBack);
        await WaitAsync(times.Grace, hurried.Token);
        _leases.CancelAll(CancelCause.Stopped);
        await WaitAsync(times.CancelGrace, times.GiveBack);

        var abandoned = _leases.Executing.Where(job => job.TryEnd()).Select(job => job.Job).ToList();
        if (abandoned.Count == 0)
            return;

        _log.Abandoned(abandoned.Count);
        if (!IsGone)
            Release(abandoned);
    }

    Task WaitAsync(TimeSpan time, CancellationToken ct) => IgnoreAsync(_executor.Completion.WaitAsync(time, _time, ct));

    static async Task IgnoreAsync(Task task) => await task
        .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

    async Task LeaveAsync()
    {
        try
        {
            if (!IsGone)
                await _worker.LeaveAsync(
                    keepsClaims: _leases.IsUnsure || _leases.Leases.Length > 0, _outcomes.Take(), CancellationToken.None);
        }
        catch (Exception e) // the lease then expires by itself
        {
            _log.StoreFailed(e);
        }
        finally
        {
            await _worker.DisposeAsync();
        }
    }
}
