namespace Bits.Jobs;

/// <summary>A bounded queue of ended attempts that are not stored. Safe for many producers, which wait while it is full, and
/// one consumer. Waiters continue in their context and need no thread of the pool.</summary>
sealed class EndedAttempts(int max)
{
    readonly Lock _lock = new();
    readonly Queue<Attempt> _waiting = [];
    TaskCompletionSource? _more;
    TaskCompletionSource? _less;
    bool _isComplete;
    int _unstored;

    /// <summary>How many are not stored: those in the queue, and those that were taken but not yet
    /// <see cref="Stored"/>.</summary>
    public int Unstored => Volatile.Read(ref _unstored);

    /// <summary>Whether the queue is complete and empty.</summary>
    public bool IsOver
    {
        get
        {
            lock (_lock)
                return _isComplete && _waiting.Count == 0;
        }
    }

    /// <summary>Adds an attempt; the task completes at once, or when fewer are unstored.</summary>
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

    /// <summary>Completes the queue: no more attempts will be added.</summary>
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

    /// <summary>Waits until the queue has an attempt or is complete, at most for <paramref name="timeout"/>.</summary>
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

    /// <summary>Takes the next attempts, up to <paramref name="limit"/>.</summary>
    public void Take(List<Attempt> into, int limit)
    {
        lock (_lock)
        {
            while (into.Count < limit && _waiting.TryDequeue(out var attempt))
                into.Add(attempt);
        }
    }

    /// <summary>Notes that some of the taken attempts are stored or dropped.</summary>
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
