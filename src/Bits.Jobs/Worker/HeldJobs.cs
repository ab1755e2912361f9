using System.Collections.Concurrent;

namespace Bits.Jobs;

/// <summary>What a worker holds, from the claim to the stored end. Safe for concurrent use.</summary>
sealed class HeldJobs
{
    readonly ConcurrentDictionary<long, RunningJob> _running = [];
    readonly SortedDictionary<long, int> _byLease = [];
    readonly Lock _lock = new();
    long _next;
    bool _isUnsure;
    long _endedBelow;

    /// <summary>All attempts with smaller leases have ended.</summary>
    public long EndedBelow
    {
        get
        {
            lock (_lock)
            {
                if (!_isUnsure)
                    _endedBelow = _byLease.Count > 0 ? _byLease.First().Key : _next;
                return _endedBelow;
            }
        }
    }

    /// <summary>Whether there may be a claim that we do not know of.</summary>
    public bool IsUnsure
    {
        get => _isUnsure;
        set
        {
            lock (_lock)
                _isUnsure = value;
        }
    }

    /// <summary>The leases of what is held.</summary>
    public long[] Leases
    {
        get
        {
            lock (_lock)
                return [.. _byLease.Keys];
        }
    }

    /// <summary>Notes jobs that were claimed.</summary>
    public void Take(IReadOnlyList<ClaimedJob> jobs)
    {
        lock (_lock)
        {
            foreach (var job in jobs)
            {
                _byLease[job.Key.Lease] = _byLease.GetValueOrDefault(job.Key.Lease) + 1;
                _next = Math.Max(_next, job.Key.Lease + 1);
            }
        }
    }

    /// <summary>Notes that the ends of attempts are stored.</summary>
    public void Forget(IEnumerable<JobKey> jobs)
    {
        lock (_lock)
        {
            foreach (var job in jobs)
            {
                if (!_byLease.TryGetValue(job.Lease, out var left))
                    continue;
                if (left == 1)
                    _byLease.Remove(job.Lease);
                else
                    _byLease[job.Lease] = left - 1;
            }
        }
    }

    /// <summary>Notes that a handler begins.</summary>
    public RunningJob Begin(JobKey job) => _running[job.Id] = new(job);

    /// <summary>Notes that a handler has returned.</summary>
    public void End(RunningJob job)
    {
        _running.TryRemove(KeyValuePair.Create(job.Key.Id, job));
        job.Dispose();
    }

    /// <summary>Cancels one handler.</summary>
    public void Cancel(long id, long lease, CancelCause cause, string reason)
    {
        if (_running.TryGetValue(id, out var job) && job.Key.Lease == lease)
            job.Cancel(cause, reason);
    }

    /// <summary>Cancels all handlers.</summary>
    public void CancelAll(CancelCause cause)
    {
        foreach (var job in _running.Values)
            job.Cancel(cause);
    }
}
