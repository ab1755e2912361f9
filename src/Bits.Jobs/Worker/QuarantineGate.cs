namespace Bits.Jobs;

/// <summary>Keeps the workers of this process from beginning jobs beside one that may end the process: a crash takes them
/// all, so the gate is the process's. Safe for concurrent use.</summary>
static class QuarantineGate
{
    static readonly Lock Lock = new();
    static readonly List<Executor> Executors = [];
    static volatile Executor? Holder;

    /// <summary>Tells an executor from now on when the gate has opened.</summary>
    public static void Add(Executor executor)
    {
        lock (Lock)
            Executors.Add(executor);
    }

    /// <summary>Tells it no more.</summary>
    public static void Remove(Executor executor)
    {
        lock (Lock)
            Executors.Remove(executor);
    }

    /// <summary>Whether another executor has closed it.</summary>
    public static bool IsClosedTo(Executor executor) => Holder is { } holder && holder != executor;

    /// <summary>Closes it for all others; false where another has.</summary>
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

    /// <summary>Opens what this executor has closed.</summary>
    public static void Open()
    {
        Executor[] waiting;
        lock (Lock)
        {
            Holder = null;
            waiting = [.. Executors];
        }

        foreach (var executor in waiting)
            executor.GoOn();
    }
}
