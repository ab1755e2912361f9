namespace Bits.Jobs;

/// <summary>Runs handlers of claimed jobs, so many at once, each begun on a thread of this executor: handlers that block keep
/// neither the worker nor the pool from working. What a handler does after an await goes on where its await says.</summary>
/// <remarks>It holds as many jobs beyond those that run as it is likely to begin within a moment: none where jobs are
/// slow, many where they are fast. As many threads as there are processors take jobs, and more while these stay in handlers;
/// the others are parked, and end after a while.</remarks>
sealed class Executor
{
    static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(5);
    static readonly TimeSpan IdleFor = TimeSpan.FromSeconds(20);

    readonly object _lock = new();
    readonly Queue<ClaimedJob> _waiting = [];
    readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly JobRunner _runner;
    readonly Completer _completer;
    readonly Prefetch _prefetch;
    readonly ITimer _ticks;
    readonly int _concurrency;
    TaskCompletionSource? _capacityWanted;
    ClaimedJob? _quarantined;
    TaskCompletionSource? _quarantineEnded;
    bool _isClosed;
    bool _isTicking;
    int _executing;
    int _threads;
    int _parked;
    int _busy;
    int _started;
    int _startedBefore;

    public Executor(JobRunner runner, Completer completer, int concurrency)
    {
        (_runner, _completer, _concurrency) = (runner, completer, concurrency);
        _prefetch = new(EngineTime.Instance);
        _ticks = EngineTime.Instance.CreateTimer(
            static executor => ((Executor)executor!).OnTick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        QuarantineGate.Add(this);
    }

    /// <summary>How many jobs are in hand and not handled.</summary>
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
                return CapacityNow();
        }
    }

    /// <summary>Ends when all handlers have, after <see cref="Close"/>.</summary>
    public Task Completion => _completed.Task;

    /// <summary>Takes jobs, to be run in this order.</summary>
    public void Add(List<ClaimedJob> jobs)
    {
        lock (_lock)
        {
            foreach (var job in jobs)
                _waiting.Enqueue(job);
            WakeThreads();
        }
    }

    /// <summary>Waits until there is capacity.</summary>
    public async Task WaitForCapacityAsync(CancellationToken ct)
    {
        TaskCompletionSource wanted = new();
        lock (_lock)
        {
            if (CapacityNow() > 0)
                return;
            _capacityWanted = wanted;
        }

        await wanted.Task.WaitAsync(ct)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    /// <summary>Begins what waited while another executor ran a job alone.</summary>
    public void GoOn()
    {
        lock (_lock)
        {
            TellCapacity();
            WakeThreads();
        }
    }

    /// <summary>Runs a job beside those that run, and begins no other before this one has ended or had its time.</summary>
    public async Task RunQuarantinedAsync(ClaimedJob job, TimeSpan alone, CancellationToken ct)
    {
        TaskCompletionSource ended = new();
        lock (_lock)
        {
            (_quarantined, _quarantineEnded) = (job, ended);
            WakeThreads();
        }

        await ended.Task.WaitAsync(alone, EngineTime.Instance, ct)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        lock (_lock)
        {
            _quarantineEnded = null;
            WakeThreads();
        }
    }

    /// <summary>Takes no more jobs, and returns those that have not begun.</summary>
    public IReadOnlyList<ClaimedJob> Close()
    {
        lock (_lock)
        {
            ClaimedJob[] left = [.. _waiting, .. _quarantined is { } job ? [job] : Array.Empty<ClaimedJob>()];
            _waiting.Clear();
            _quarantined = null;
            _isClosed = true;
            CompleteIfDone();
            Unpark(_parked);
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
            WakeThreads();
        }
    }

    // The next job of a thread, which may have ended one; null where the thread is to end.
    ClaimedJob? Take(ClaimedJob? ended, bool wasBusy)
    {
        lock (_lock)
        {
            if (wasBusy)
                _busy--;
            if (ended is not null)
                End(ended);
            while (CanStart() == 0)
            {
                if (!_isClosed && (Park() || CanStart() > 0))
                    continue;

                _threads--;
                return null;
            }

            _executing++;
            _busy++;
            _started++;
            if (_quarantined is not { } job)
                return _waiting.Dequeue();

            _quarantined = null;
            return job;
        }
    }

    // Whoever waits goes on in the worker's loop, not here.
    void End(ClaimedJob job)
    {
        _executing--;
        _prefetch.Done();
        if (job.IsSolo)
            _quarantineEnded?.TrySetResult();
        TellCapacity();
        CompleteIfDone();
    }

    void TellCapacity()
    {
        if (_capacityWanted is not { } wanted || CapacityNow() == 0)
            return;

        _capacityWanted = null;
        wanted.TrySetResult();
    }

    int CapacityNow()
    {
        if (QuarantineGate.IsClosedTo(this))
            return 0;

        var ahead = _prefetch.Jobs;
        var capacity = _concurrency + ahead - _waiting.Count - _executing;
        return capacity >= Math.Max(1, ahead / 2) ? capacity : 0;
    }

    int CanStart() => _quarantined is not null ? 1
        : _quarantineEnded is not null || QuarantineGate.IsClosedTo(this) ? 0
        : Math.Min(_waiting.Count, _concurrency - _executing);

    // Threads that are awake take what is there by themselves, unless they stay in handlers: then the tick wakes more.
    void WakeThreads()
    {
        var startable = CanStart();
        Unpark(Math.Min(startable, Math.Max(1, Environment.ProcessorCount - Awake)));
        while (startable > _threads - _busy && _threads < Math.Min(_concurrency, Environment.ProcessorCount))
            StartThread();
        if (startable > _threads - _parked - _busy && !_isTicking && _busy <= _concurrency)
            SetTicking(true);
    }

    // While jobs wait that could run, and the threads stay in handlers: twice as many, up to one for each handler.
    void OnTick()
    {
        lock (_lock)
        {
            var startable = CanStart();
            if (startable > 0 && _started - _startedBefore < Awake)
            {
                var more = Math.Min(startable, Awake);
                var parked = Math.Min(more, _parked);
                Unpark(parked);
                for (more = Math.Min(more - parked, _concurrency + 1 - _threads); more > 0; more--)
                    StartThread();
            }

            _startedBefore = _started;
            if (startable == 0)
                SetTicking(false);
        }
    }

    int Awake => _threads - _parked;

    // False where nobody has woken it for long.
    bool Park()
    {
        _parked++;
        if (Monitor.Wait(_lock, IdleFor))
            return true;

        _parked--;
        return false;
    }

    void Unpark(int count)
    {
        for (count = Math.Min(count, _parked); count > 0; count--, _parked--)
            Monitor.Pulse(_lock);
    }

    void SetTicking(bool isTicking)
    {
        _isTicking = isTicking;
        _startedBefore = _started;
        _ticks.Change(isTicking ? Tick : Timeout.InfiniteTimeSpan, isTicking ? Tick : Timeout.InfiniteTimeSpan);
    }

    void StartThread()
    {
        _threads++;
        new Thread(RunThread) { IsBackground = true, Name = "bits-jobs handler" }.UnsafeStart();
    }

    void CompleteIfDone()
    {
        if (!_isClosed || _executing > 0 || !_completed.TrySetResult())
            return;

        _ticks.Dispose();
        QuarantineGate.Remove(this);
    }
}
