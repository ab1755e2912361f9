namespace Bits.Jobs;

/// <summary>Runs the handlers of claimed jobs, up to a concurrency. Begins each handler on a thread of its own
/// <see cref="HandlerThreads"/>, so a handler that blocks stops neither the worker nor the pool. After an await a handler
/// continues where its await says.</summary>
/// <remarks>Prefetches as many jobs as are likely to begin within a moment: none if jobs are slow, many if they are fast.
/// </remarks>
sealed class Executor
{
    readonly object _lock = new();
    readonly Queue<ClaimedJob> _waiting = [];
    readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly JobRunner _runner;
    readonly Completer _completer;
    readonly Prefetch _prefetch;
    readonly HandlerThreads _threads;
    readonly int _concurrency;
    TaskCompletionSource? _capacityWanted;
    ClaimedJob? _quarantined;
    TaskCompletionSource? _quarantineEnded;
    bool _isClosed;
    int _executing;

    public Executor(JobRunner runner, Completer completer, int concurrency)
    {
        (_runner, _completer, _concurrency) = (runner, completer, concurrency);
        _prefetch = new(EngineTime.Instance);
        _threads = new(_lock, concurrency, CountStartable, RunThread);
        QuarantineGate.Add(this);
    }

    /// <summary>How many claimed jobs have not ended.</summary>
    public int InFlight
    {
        get
        {
            lock (_lock)
                return _waiting.Count + _executing;
        }
    }

    /// <summary>How many handlers run.</summary>
    public int Executing => Volatile.Read(ref _executing);

    /// <summary>How many more jobs it takes; 0 if it has enough for a while.</summary>
    public int Capacity
    {
        get
        {
            lock (_lock)
                return MeasureCapacity();
        }
    }

    /// <summary>Completes when all handlers have ended, after <see cref="Close"/>.</summary>
    public Task Completion => _completed.Task;

    /// <summary>Adds jobs, to be run in this order.</summary>
    public void Add(List<ClaimedJob> jobs)
    {
        lock (_lock)
        {
            foreach (var job in jobs)
                _waiting.Enqueue(job);
            _threads.Wake();
        }
    }

    /// <summary>Waits until there is capacity.</summary>
    public async Task WaitForCapacityAsync(CancellationToken ct)
    {
        TaskCompletionSource wanted = new();
        lock (_lock)
        {
            if (MeasureCapacity() > 0)
                return;
            _capacityWanted = wanted;
        }

        await wanted.Task.WaitAsync(ct)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    /// <summary>Begins the jobs that waited while another executor ran a quarantined job.</summary>
    public void Resume()
    {
        lock (_lock)
        {
            SignalCapacity();
            _threads.Wake();
        }
    }

    /// <summary>Runs a job beside those that already run. Begins no other job until this one has ended, or for
    /// <paramref name="alone"/>.</summary>
    public async Task RunQuarantinedAsync(ClaimedJob job, TimeSpan alone, CancellationToken ct)
    {
        TaskCompletionSource ended = new();
        lock (_lock)
        {
            (_quarantined, _quarantineEnded) = (job, ended);
            _threads.Wake();
        }

        await ended.Task.WaitAsync(alone, EngineTime.Instance, ct)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        lock (_lock)
        {
            _quarantineEnded = null;
            _threads.Wake();
        }
    }

    /// <summary>Stops beginning jobs, and returns those that have not begun.</summary>
    public IReadOnlyList<ClaimedJob> Close()
    {
        lock (_lock)
        {
            ClaimedJob[] left = [.. _waiting, .. _quarantined is { } job ? [job] : Array.Empty<ClaimedJob>()];
            _waiting.Clear();
            _quarantined = null;
            _isClosed = true;
            CompleteIfDone();
            _threads.UnparkAll();
            return left;
        }
    }

    void RunThread()
    {
        for (var job = Take(null, wasBusy: false); job is not null;)
        {
            var handling = HandleAsync(job);
            var hasEnded = handling.IsCompleted;
            if (!hasEnded)
                _ = EndAsync(handling, job);
            job = Take(hasEnded ? job : null, wasBusy: true);
        }
    }

    // Neither runner nor completer throws.
    async Task HandleAsync(ClaimedJob job)
    {
        if (await _runner.RunAsync(job).ConfigureAwait(false) is { } attempt)
            await _completer.AddAsync(attempt).ConfigureAwait(false);
    }

    async Task EndAsync(Task handling, ClaimedJob job)
    {
        await handling.ConfigureAwait(false);
        lock (_lock)
        {
            End(job);
            _threads.Wake();
        }
    }

    // The next job of a thread, which may have ended one; null if the thread must end.
    ClaimedJob? Take(ClaimedJob? ended, bool wasBusy)
    {
        lock (_lock)
        {
            if (wasBusy)
                _threads.LeaveHandler();
            if (ended is not null)
                End(ended);
            while (CountStartable() == 0)
            {
                if (!_isClosed && (_threads.Park() || CountStartable() > 0))
                    continue;

                _threads.Exit();
                return null;
            }

            _executing++;
            _threads.EnterHandler();
            if (_quarantined is not { } job)
                return _waiting.Dequeue();

            _quarantined = null;
            return job;
        }
    }

    // Continuations run in the worker's loop, not here.
    void End(ClaimedJob job)
    {
        _executing--;
        _prefetch.Done();
        if (job.IsQuarantined)
            _quarantineEnded?.TrySetResult();
        SignalCapacity();
        CompleteIfDone();
    }

    void SignalCapacity()
    {
        if (_capacityWanted is not { } wanted || MeasureCapacity() == 0)
            return;

        _capacityWanted = null;
        wanted.TrySetResult();
    }

    int MeasureCapacity()
    {
        if (QuarantineGate.IsClosedTo(this))
            return 0;

        var ahead = _prefetch.Jobs;
        var capacity = _concurrency + ahead - _waiting.Count - _executing;
        return capacity >= Math.Max(1, ahead / 2) ? capacity : 0;
    }

    int CountStartable() => _quarantined is not null ? 1
        : _quarantineEnded is not null || QuarantineGate.IsClosedTo(this) ? 0
        : Math.Min(_waiting.Count, _concurrency - _executing);

    void CompleteIfDone()
    {
        if (!_isClosed || _executing > 0 || !_completed.TrySetResult())
            return;

        _threads.Stop();
        QuarantineGate.Remove(this);
    }
}
