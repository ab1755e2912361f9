using System.Diagnostics.CodeAnalysis;

namespace Bits.Jobs;

/// <summary>Fires timers on a thread of its own, so that they fire in time even if all threads of the pool are blocked.
/// Callbacks run on that thread: they must be short and never run foreign code.</summary>
sealed class EngineTime : TimeProvider
{
    readonly SortedSet<EngineTimer> _timers = new(Comparer<EngineTimer>.Create(
        static (a, b) => a.At != b.At ? a.At.CompareTo(b.At) : a.Number.CompareTo(b.Number)));
    readonly object _lock = new();
    Thread? _thread;
    long _numbers;

    EngineTime()
    {
    }

    /// <summary>The only instance of this process.</summary>
    public static EngineTime Instance { get; } = new();

    /// <inheritdoc />
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new EngineTimer(this, callback, state, Interlocked.Increment(ref _numbers));
        timer.Change(dueTime, period);
        return timer;
    }

    // In milliseconds.
    long Now() => GetTimestamp() / (TimestampFrequency / 1000);

    void Set(EngineTimer timer, TimeSpan due)
    {
        lock (_lock)
        {
            _timers.Remove(timer);
            if (due == Timeout.InfiniteTimeSpan)
                return;

            timer.At = Now() + (long)Math.Ceiling(due.TotalMilliseconds);
            _timers.Add(timer);
            if (_thread is null)
                (_thread = new(Run) { IsBackground = true, Name = "bits-jobs timers" }).UnsafeStart();
            else if (_timers.Min == timer)
                Monitor.Pulse(_lock);
        }
    }

    void Run()
    {
        while (true)
            Next().Fire();
    }

    EngineTimer Next()
    {
        lock (_lock)
        {
            while (true)
            {
                if (_timers.Min is not { } next)
                {
                    Monitor.Wait(_lock);
                    continue;
                }

                var wait = next.At - Now();
                if (wait > 0)
                {
                    Monitor.Wait(_lock, (int)Math.Min(wait, int.MaxValue));
                    continue;
                }

                _timers.Remove(next);
                return next;
            }
        }
    }

    sealed class EngineTimer(EngineTime time, TimerCallback callback, object? state, long number) : ITimer
    {
        TimeSpan _period;

        public long At { get; set; }

        public long Number => number;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period;
            time.Set(this, dueTime);
            return true;
        }

        [SuppressMessage("Design", "CA1031", Justification = "A callback that throws may not stop the other timers.")]
        public void Fire()
        {
            if (_period > TimeSpan.Zero)
                time.Set(this, _period);
            try
            {
                callback(state);
            }
            catch (Exception)
            {
                // a waiter sees its token or task as it is
            }
        }

        public void Dispose() => time.Set(this, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
