namespace Bits.Jobs;

/// <summary>Something that one waits for and others announce; an announcement before the wait counts. Safe for concurrent use,
/// but for one waiter at a time.</summary>
sealed class Signal
{
    readonly Lock _lock = new();
    TaskCompletionSource _set = new();

    /// <summary>Announces it.</summary>
    public void Set()
    {
        TaskCompletionSource set;
        lock (_lock)
            set = _set;
        set.TrySetResult();
    }

    /// <summary>Waits for it, or for this time; true where it was announced.</summary>
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
