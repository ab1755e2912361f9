namespace Bits.Jobs;

/// <summary>Stops all workers of this process from beginning jobs while a quarantined job runs: it may end the process,
/// which would take their jobs with it. Safe for concurrent use.</summary>
static class QuarantineGate
{
    static readonly Lock Lock = new();
    static readonly List<Executor> Executors = [];
    static volatile Executor? Holder;

    /// <summary>Adds an executor, to be resumed when the gate opens.</summary>
    public static void Add(Executor executor)
    {
        lock (Lock)
            Executors.Add(executor);
    }

    /// <summary>Removes an executor.</summary>
    public static void Remove(Executor executor)
    {
        lock (Lock)
            Executors.Remove(executor);
    }

    /// <summary>Tells whether another executor has closed the gate.</summary>
    public static bool IsClosedTo(Executor executor) => Holder is { } holder && holder != executor;

    /// <summary>Closes the gate for all other executors; returns false if another one has closed it.</summary>
    public static bool TryClose(Executor executor)
    {
        lock (Lock)
        {
            if (Holder is not null)
                return false;

            Holder = executor;
            return true;
        }
    }

    /// <summary>Opens the gate, and resumes all executors.</summary>
    public static void Open()
    {
        Executor[] waiting;
        lock (Lock)
        {
            Holder = null;
            waiting = [.. Executors];
        }

        foreach (var executor in waiting)
            executor.Resume();
    }
}
