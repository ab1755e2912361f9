namespace Bits.Jobs;

/// <summary>Runs asynchronous work on one thread of its own: code that awaits with its context continues there, and needs no
/// thread of the pool, which handlers can block.</summary>
sealed class WorkLoop : SynchronizationContext
{
    readonly Queue<(SendOrPostCallback Callback, object? State)> _work = [];
    readonly object _lock = new();
    bool _hasEnded;

    /// <summary>Runs work to its end on a new thread.</summary>
    public static Task RunAsync(string name, Func<Task> work)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => new WorkLoop().Run(work, ended)) { IsBackground = true, Name = name }.UnsafeStart();
        return ended.Task;
    }

    /// <inheritdoc />
    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_lock)
        {
            if (!_hasEnded)
            {
                _work.Enqueue((d, state));
                Monitor.Pulse(_lock);
                return;
            }
        }

        ThreadPool.QueueUserWorkItem(static work => work.d(work.state), (d, state), preferLocal: false);
    }

    /// <inheritdoc />
    public override SynchronizationContext CreateCopy() => this;

    void Run(Func<Task> work, TaskCompletionSource ended)
    {
        SetSynchronizationContext(this);
        var running = work();
        running.ContinueWith(
            static (_, loop) => ((WorkLoop)loop!).End(), this, CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        while (Take() is { } next)
            next.Callback(next.State);

        ended.SetFromTask(running);
    }

    (SendOrPostCallback Callback, object? State)? Take()
    {
        lock (_lock)
        {
            while (_work.Count == 0)
            {
                if (_hasEnded)
                    return null;
                Monitor.Wait(_lock);
            }

            return _work.Dequeue();
        }
    }

    void End()
    {
        lock (_lock)
        {
            _hasEnded = true;
            Monitor.Pulse(_lock);
        }
    }
}
