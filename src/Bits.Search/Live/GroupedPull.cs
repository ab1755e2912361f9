namespace Bits.Search.Live;

/// <summary>Lets searches that come at once share one pull. Each gets the result of a pull that began after it came, so
/// that it sees whatever had committed by then.</summary>
/// <param name="pullAsync">Pulls; is never run twice at once.</param>
sealed class GroupedPull<T>(Func<Task<T>> pullAsync)
{
    readonly Lock _lock = new();
    TaskCompletionSource<T>? _next;
    bool _isRunning;

    /// <summary>The result of a pull that begins now or later.</summary>
    public Task<T> JoinAsync()
    {
        Task<T> task;
        lock (_lock)
        {
            _next ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            task = _next.Task;
            if (_isRunning)
                return task;

            _isRunning = true;
        }

        _ = RunAsync();
        return task;
    }

    async Task RunAsync()
    {
        while (Take() is { } group)
        {
            try
            {
                group.SetResult(await pullAsync().ConfigureAwait(false));
            }
#pragma warning disable CA1031 // whoever waits gets it
            catch (Exception e)
#pragma warning restore CA1031
            {
                group.SetException(e);
            }
        }
    }

    TaskCompletionSource<T>? Take()
    {
        lock (_lock)
        {
            var group = _next;
            _next = null;
            _isRunning = group is not null;
            return group;
        }
    }
}
