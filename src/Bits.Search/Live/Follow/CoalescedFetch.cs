namespace Bits.Search.Live.Follow;

/// <summary>Shares one fetch among searches that start together. Each search gets a fetch that began after the search,
/// so it sees all earlier commits.</summary>
/// <param name="fetchAsync">The fetch; one run at a time.</param>
sealed class CoalescedFetch<T>(Func<Task<T>> fetchAsync)
{
    readonly Lock _lock = new();
    TaskCompletionSource<T>? _next;
    bool _isRunning;

    /// <summary>Returns the result of a fetch that begins now or later.</summary>
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
                group.SetResult(await fetchAsync().ConfigureAwait(false));
            }
#pragma warning disable CA1031 // the waiting searches receive it
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
