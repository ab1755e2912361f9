using System.Diagnostics.CodeAnalysis;

namespace Bits.Jobs;

/// <summary>Calls observers (loggers, meters) on a thread of their own, in order, so that one that blocks or throws stops
/// neither heartbeats nor jobs. Drops calls beyond 10,000 that wait.</summary>
sealed class BackgroundObservers
{
    const int MaxWaiting = 10_000;
    static readonly TimeSpan IdleFor = TimeSpan.FromSeconds(5);

    readonly Queue<(Action Call, ExecutionContext? Context)> _waiting = [];
    readonly object _lock = new();
    bool _isRunning;
    bool _isCalling;

    /// <summary>Queues a call, with the caller's execution context. Never blocks, never throws.</summary>
    public void Post(Action call)
    {
        lock (_lock)
        {
            if (_waiting.Count >= MaxWaiting)
                return;

            _waiting.Enqueue((call, ExecutionContext.Capture()));
            if (_isRunning)
                Monitor.PulseAll(_lock);
            else
                Start();
        }
    }

    /// <summary>Waits until all posted calls have run, at most for <paramref name="timeout"/>.</summary>
    public async Task FlushAsync(TimeSpan timeout)
    {
        var flushed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_waiting.Count == 0 && !_isCalling)
                return;
        }

        Post(() => flushed.TrySetResult());
        await flushed.Task.WaitAsync(timeout, EngineTime.Instance).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    void Start()
    {
        _isRunning = true;
        new Thread(Run) { IsBackground = true, Name = "bits-jobs observers" }.UnsafeStart();
    }

    void Run()
    {
        while (Take() is { Call: { } call, Context: var context })
            Call(call, context);
    }

    [SuppressMessage("Design", "CA1031", Justification = "An observer that throws may not stop the others.")]
    static void Call(Action call, ExecutionContext? context)
    {
        try
        {
            if (context is null)
                call();
            else
                ExecutionContext.Run(context, static action => ((Action)action!)(), call);
        }
        catch (Exception)
        {
            // no observer is left to report it to
        }
    }

    (Action? Call, ExecutionContext? Context) Take()
    {
        lock (_lock)
        {
            _isCalling = false;
            while (_waiting.Count == 0)
            {
                if (Monitor.Wait(_lock, IdleFor) || _waiting.Count > 0)
                    continue;
                _isRunning = false;
                return default;
            }

            _isCalling = true;
            return _waiting.Dequeue();
        }
    }
}
