using System.Collections.Concurrent;

namespace Bits.Jobs;

/// <summary>Tracks what a worker holds, from the claim to the stored end. Safe for concurrent use.</summary>
sealed class LeaseTracker
{
    readonly ConcurrentDictionary<long, ExecutingJob> _executing = [];
    readonly SortedDictionary<long, int> _byLease = [];
    readonly HashSet<long> _ended = []; // leases whose claims the store still has
    readonly Lock _lock = new();
    long _next;
    bool _isUnsure;
    long _endedBelow;

    /// <summary>Which claims have ended and are not yet told to the store.</summary>
    public EndedClaims Ended
    {
        get
        {
            lock (_lock)
            {
                if (!_isUnsure)
                    _endedBelow = _byLease.Count > 0 ? _byLease.First().Key : _next;
                return new(_endedBelow, [.. _ended.Where(lease => lease >= _endedBelow)]);
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

    /// <summary>The jobs whose handlers run.</summary>
    public IEnumerable<ExecutingJob> Executing => _executing.Values;

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
                if (left > 1)
                    _byLease[job.Lease] = left - 1;
                else if (_byLease.Remove(job.Lease))
                    _ended.Add(job.Lease);
            }
        }
    }

    /// <summary>Notes that the store has deleted claims.</summary>
    public void Told(EndedClaims claims)
    {
        lock (_lock)
        {
            _ended.RemoveWhere(lease => lease < claims.Below);
            _ended.ExceptWith(claims.Above);
        }
    }

    /// <summary>Notes that a handler begins.</summary>
    public ExecutingJob Begin(ClaimedJob job) => _executing[job.Key.Id] = new(job);

    /// <summary>Notes that a handler has returned.</summary>
    public void End(ExecutingJob job)
    {
        _executing.TryRemove(KeyValuePair.Create(job.Key.Id, job));
        job.Dispose();
    }

    /// <summary>Cancels one handler.</summary>
    public void Cancel(long id, long lease, CancelCause cause, string reason)
    {
        if (_executing.TryGetValue(id, out var job) && job.Key.Lease == lease)
            job.Cancel(cause, reason);
    }

    /// <summary>Cancels all handlers.</summary>
    public void CancelAll(CancelCause cause)
    {
        foreach (var job in _executing.Values)
            job.Cancel(cause);
    }
}

/// <summary>Claims all of whose attempts have ended.</summary>
/// <param name="Below">All with smaller leases.</param>
/// <param name="Above">These too.</param>
sealed record EndedClaims(long Below, long[] Above)
{
    public static EndedClaims None { get; } = new(0, []);
}
