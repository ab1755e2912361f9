namespace Bits.Jobs;

/// <summary>The threads on which an executor begins handlers. As many threads as processors take jobs, and more while these
/// stay in handlers. Other threads are parked, and end after 20 s.</summary>
/// <remarks>Callers hold the lock of the executor for every member.</remarks>
sealed class HandlerThreads
{
    static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(5);
    static readonly TimeSpan IdleFor = TimeSpan.FromSeconds(20);

    readonly object _lock;
    readonly int _concurrency;
    readonly Func<int> _countStartable;
    readonly ThreadStart _run;
    readonly ITimer _ticks;
    bool _isTicking;
    int _threads;
    int _parked;
    int _busy;
    int _started;
    int _startedBefore;

    /// <summary>Creates the threads when they are needed.</summary>
    /// <param name="gate">The lock of the executor.</param>
    /// <param name="concurrency">How many handlers run at once.</param>
    /// <param name="countStartable">Counts the jobs that may begin now.</param>
    /// <param name="run">What a thread runs, without the lock.</param>
    public HandlerThreads(object gate, int concurrency, Func<int> countStartable, ThreadStart run)
    {
        (_lock, _concurrency, _countStartable, _run) = (gate, concurrency, countStartable, run);
        _ticks = EngineTime.Instance.CreateTimer(
            static threads => ((HandlerThreads)threads!).OnTick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    int Awake => _threads - _parked;

    /// <summary>Wakes or starts threads for the jobs that may begin.</summary>
    public void Wake()
    {
        // Awake threads take jobs by themselves unless they stay in handlers: then the tick wakes more.
        var startable = _countStartable();
        Unpark(Math.Min(startable, Math.Max(1, Environment.ProcessorCount - Awake)));
        while (startable > _threads - _busy && _threads < Math.Min(_concurrency, Environment.ProcessorCount))
            Start();
        if (startable > _threads - _parked - _busy && !_isTicking && _busy <= _concurrency)
            SetTicking(true);
    }

    /// <summary>Parks the calling thread until it is woken; returns false if that did not happen for 20 s.</summary>
    public bool Park()
    {
        _parked++;
        if (Monitor.Wait(_lock, IdleFor))
            return true;

        _parked--;
        return false;
    }

    /// <summary>Wakes all parked threads.</summary>
    public void UnparkAll() => Unpark(_parked);

    /// <summary>Notes that the calling thread begins a handler.</summary>
    public void EnterHandler()
    {
        _busy++;
        _started++;
    }

    /// <summary>Notes that the calling thread has returned from a handler.</summary>
    public void LeaveHandler() => _busy--;

    /// <summary>Notes that the calling thread ends.</summary>
    public void Exit() => _threads--;

    /// <summary>Stops the ticks, after the last handler.</summary>
    public void Stop() => _ticks.Dispose();

    // While startable jobs wait and the threads stay in handlers: doubles the threads, up to one for each handler.
    void OnTick()
    {
        lock (_lock)
        {
            var startable = _countStartable();
            if (startable > 0 && _started - _startedBefore < Awake)
            {
                var more = Math.Min(startable, Awake);
                var parked = Math.Min(more, _parked);
                Unpark(parked);
                for (more = Math.Min(more - parked, _concurrency + 1 - _threads); more > 0; more--)
                    Start();
            }

            _startedBefore = _started;
            if (startable == 0)
                SetTicking(false);
        }
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

    void Start()
    {
        _threads++;
        new Thread(_run) { IsBackground = true, Name = "bits-jobs handler" }.UnsafeStart();
    }
}
