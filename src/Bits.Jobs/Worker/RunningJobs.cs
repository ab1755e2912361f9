using System.Collections.Concurrent;

namespace Bits.Jobs;

/// <summary>The jobs a worker holds, by lease, each with the switch that cancels its handler.</summary>
sealed class RunningJobs
{
    readonly ConcurrentDictionary<long, CancellationTokenSource> _cancellations = [];

    public long[] Leases => [.. _cancellations.Keys];

    /// <summary>Holds a job until the result is disposed.</summary>
    public Holding Add(long lease, CancellationToken stopping)
    {
        var cancellation = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        _cancellations[lease] = cancellation;
        return new(this, lease, cancellation);
    }

    /// <summary>Cancels the handler of a job that somebody else has taken over.</summary>
    public async Task CancelAsync(long lease)
    {
        if (_cancellations.TryRemove(lease, out var cancellation))
            await cancellation.CancelAsync().ConfigureAwait(false);
    }

    /// <summary>One job in hand.</summary>
    public sealed class Holding(RunningJobs jobs, long lease, CancellationTokenSource cancellation) : IDisposable
    {
        public CancellationToken Cancelled { get; } = cancellation.Token;

        public void Dispose()
        {
            jobs._cancellations.TryRemove(lease, out _);
            cancellation.Dispose();
        }
    }
}
