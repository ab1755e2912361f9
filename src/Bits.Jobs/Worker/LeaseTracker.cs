using System.Collections.Concurrent;

namespace Bits.Jobs;

/// <summary>Tracks the jobs of a worker, from the claim to the stored result. Safe for concurrent use.</summary>
sealed class LeaseTracker
{
    readonly ConcurrentDictionary<long, ExecutingJob> _executing = [];
    readonly SortedDictionary<long, int> _byLease = [];
    readonly HashSet<long> _ended = []; // leases whose claims the store still has
    readonly Lock _lock = new();
    long _next;
    bool _isUnsure;
    long _endedBelow;

    /// <summary>The ended claims that the store does not know of yet.</summary>
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

    /// <summary>Whether the store may have a claim that the worker does not know of.</summary>
    public bool IsUnsure
    {
        get => _isUnsure;
        set
        {
            lock (_lock)
                _isUnsure = value;
        }
    }

    /// <summary>The leases of all held jobs.</summary>
    public long[] Leases
    {
        get
        {
            lock (_lock)
                return [.. _byLease.Keys];
        }
    }

    /// <summary>Tells whether a job of this lease runs, or its result is not stored.</summary>
    public bool Holds(long lease)
    {
        lock (_lock)
            return _byLease.ContainsKey(lease);
    }

    /// <summary>The jobs whose handlers run.</summary>
    public IEnumerable<ExecutingJob> Executing => _executing.Values;

    /// <summary>Notes claimed jobs.</summary>
    public void Take(IReadOnlyList<ClaimedJob> jobs)
    {
        lock (_lock)
        {
            for (int from = 0, to; from < jobs.Count; from = to)
            {
                var lease = jobs[from].Key.Lease;
                for (to = from + 1; to < jobs.Count && jobs[to].Key.Lease == lease;)
                    to++;
                _byLease[lease] = _byLease.GetValueOrDefault(lease) + to - from;
                _next = Math.Max(_next, lease + 1);
            }
        }
    }

    /// <summary>Notes that the results of attempts are stored.</summary>
    public void Forget(List<Attempt> ended)
    {
        lock (_lock)
        {
            for (int from = 0, to; from < ended.Count; from = to)
            {
                var lease = ended[from].Job.Key.Lease;
                for (to = from + 1; to < ended.Count && ended[to].Job.Key.Lease == lease;)
                    to++;
                Forget(lease, to - from);
            }
        }
    }

    /// <summary>Notes that the store has deleted claims.</summary>
    public void ForgetClaims(EndedClaims claims)
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

    void Forget(long lease, int ended)
    {
        if (!_byLease.TryGetValue(lease, out var left))
            return;
        if (left > ended)
            _byLease[lease] = left - ended;
        else if (_byLease.Remove(lease))
            _ended.Add(lease);
    }
}

/// <summary>Claims whose attempts have all ended.</summary>
/// <param name="Below">All claims with smaller leases have ended.</param>
/// <param name="Above">The leases of further ended claims.</param>
sealed record EndedClaims(long Below, long[] Above)
{
    public static EndedClaims None { get; } = new(0, []);
}
