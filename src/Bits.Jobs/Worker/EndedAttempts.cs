namespace Bits.Jobs;

/// <summary>Attempts that have ended and are not stored. Many add, and wait where they have added too many; one takes. Safe for
/// that. Who waits goes on where its context says: no thread of the pool is needed.</summary>
sealed class EndedAttempts(int max)
{
    readonly Lock _lock = new();
    readonly Queue<Attempt> _waiting = [];
    TaskCompletionSource? _more;
    TaskCompletionSource? _less;
    bool _isComplete;
    int _unstored;

    /// <summary>How many are not stored: those that wait, and those that were taken and not yet <see cref="Stored"/>.</summary>
    public int Unstored => Volatile.Read(ref _unstored);

    /// <summary>Whether none waits, and none ever will.</summary>
    public bool IsOver
    {
        get
        {
            lock (_lock)
                return _isComplete && _waiting.Count == 0;
        }
    }

    /// <summary>Adds one; the task ends at once, or when fewer are unstored.</summary>
    public Task AddAsync(Attempt attempt)
    {
        TaskCompletionSource? more;
        Task added;
        lock (_lock)
        {
            _waiting.Enqueue(attempt);
            added = ++_unstored <= max ? Task.CompletedTask : (_less ??= new()).Task;
            (more, _more) = (_more, null);
        }

        more?.TrySetResult();
        return added;
    }

    /// <summary>Says that no more will come.</summary>
    public void Complete()
    {
        TaskCompletionSource? more;
        lock (_lock)
        {
            _isComplete = true;
            (more, _more) = (_more, null);
        }

        more?.TrySetResult();
    }

    /// <summary>Waits until one waits or no more will come, or for this time.</summary>
    public async Task WaitAsync(TimeSpan timeout, TimeProvider time, CancellationToken ct)
    {
        TaskCompletionSource more;
        lock (_lock)
        {
            if (_waiting.Count > 0)
                return;

            more = new();
            if (!_isComplete)
                _more = more;
            else if (timeout == Timeout.InfiniteTimeSpan)
                return;
        }

        await more.Task.WaitAsync(timeout, time, ct)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    /// <summary>Takes the next ones.</summary>
    public void Take(List<Attempt> into, int limit)
    {
        lock (_lock)
        {
            while (into.Count < limit && _waiting.TryDequeue(out var attempt))
                into.Add(attempt);
        }
    }

    /// <summary>Says that so many of those that were taken are stored, or given up.</summary>
    public void Stored(int count)
    {
        TaskCompletionSource? less;
        lock (_lock)
        {
            Volatile.Write(ref _unstored, _unstored - count);
            (less, _less) = (_less, null);
        }

        less?.TrySetResult();
    }
}
