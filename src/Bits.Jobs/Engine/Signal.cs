namespace Bits.Jobs;

/// <summary>An auto-reset event for asynchronous code: a set before the wait counts. Safe for concurrent use, with one
/// waiter at a time.</summary>
sealed class Signal
{
    readonly Lock _lock = new();
    TaskCompletionSource _set = new();

    /// <summary>Sets the signal.</summary>
    public void Set()
    {
        TaskCompletionSource set;
        lock (_lock)
            set = _set;
        set.TrySetResult();
    }

    /// <summary>Waits for the signal, at most for <paramref name="timeout"/>; returns true if it was set, and resets
    /// it.</summary>
    public async Task<bool> WaitAsync(TimeSpan timeout, CancellationToken ct)
    {
        Task set;
        lock (_lock)
            set = _set.Task;
        await set.WaitAsync(timeout, EngineTime.Instance, ct)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

        lock (_lock)
        {
            if (!_set.Task.IsCompleted)
                return false;

            _set = new();
            return true;
        }
    }
}
