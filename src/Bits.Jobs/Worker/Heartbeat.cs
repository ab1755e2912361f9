using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Bits.Jobs;

/// <summary>Renews a worker's lease, and handles the events in the answer. A worker that cannot renew it cancels its
/// handlers before any other worker can take their jobs.</summary>
sealed class Heartbeat : IDisposable
{
    static readonly TimeSpan Repeat = TimeSpan.FromMinutes(1);
    static readonly TimeSpan Tolerated = TimeSpan.FromSeconds(5);

    readonly ConcurrentDictionary<string, long> _unknown = [];
    readonly CancellationTokenSource _gone = new();
    readonly Signal _now = new();
    readonly IJobStore _store;
    readonly IWorkerStore _worker;
    readonly LeaseTracker _leases;
    readonly OutcomeCounter _outcomes;
    readonly TimeSpan _lease;
    readonly TimeProvider _time;
    readonly ILogger _log;
    long _lastBeat;
    volatile bool _isQuarantineWaiting;

    public Heartbeat(
        IJobStore store, IWorkerStore worker, LeaseTracker leases, OutcomeCounter outcomes, TimeSpan lease, TimeProvider time, ILogger log)
    {
        (_store, _worker, _leases, _outcomes, _lease, _time, _log) = (store, worker, leases, outcomes, lease, time, log);
        _lastBeat = time.GetTimestamp();
        Gone = _gone.Token;
    }

    /// <summary>Whether the lease is lost.</summary>
    public bool IsGone { get; private set; }

    /// <summary>Cancelled when the lease is lost.</summary>
    public CancellationToken Gone { get; }

    /// <summary>The time since the last heartbeat that reached the store.</summary>
    public TimeSpan SilentFor => _time.GetElapsedTime(Volatile.Read(ref _lastBeat));

    /// <summary>Tells whether a quarantined job waits, and resets that.</summary>
    public bool TakeQuarantined()
    {
        var waits = _isQuarantineWaiting;
        _isQuarantineWaiting = false;
        return waits;
    }

    /// <summary>Sends the next heartbeat at once.</summary>
    public void Hurry() => _now.Set();

    /// <summary>Sends four heartbeats per lease until stopped.</summary>
    public async Task RunAsync(CancellationToken ended)
    {
        var pause = new Backoff(_time);
        while (!ended.IsCancellationRequested && !_gone.IsCancellationRequested)
        {
            if (await SendAsync(ended))
            {
                pause.Reset();
                await WarnOverdueAsync(ended);
                await _now.WaitAsync(_lease / 4, ended);
            }
            else
            {
                await pause.WaitAsync(ended);
            }
        }
    }

    /// <summary>Gives up the lease: all held jobs are lost.</summary>
    public void GiveUp()
    {
        if (IsGone)
            return;

        IsGone = true;
        _log.WorkerGone(_lease);
        _gone.Cancel();
        _leases.CancelAll(CancelCause.Lost);
    }

    public void Dispose() => _gone.Dispose();

    async Task<bool> SendAsync(CancellationToken ended)
    {
        var sent = _time.GetTimestamp();
        try
        {
            // Waits at most until the handlers must be cancelled: a silent connection takes long to break.
            var left = Deadline() - _time.GetElapsedTime(_lastBeat);
            var claims = _leases.Ended;
            var beat = _worker.SendHeartbeatAsync(claims, _leases.Executing.Count(), _outcomes.Take(), ended);
            foreach (var news in await beat.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, _time, ended))
                Handle(news);

            _leases.ForgetClaims(claims);
            Volatile.Write(ref _lastBeat, sent);
            return true;
        }
        catch (Exception e)
        {
            if (ended.IsCancellationRequested)
                return false;
            if (_store.Classify(e) != StoreFault.None)
                _log.StoreFailed(e);
            else
                _log.LoopFailed(nameof(Heartbeat), e);
            if (_time.GetElapsedTime(_lastBeat) >= Deadline())
                GiveUp();
            return false;
        }
    }

    TimeSpan Deadline() => _lease * 0.8;

    // Warns about each job once a minute.
    async Task WarnOverdueAsync(CancellationToken ended)
    {
        foreach (var job in _leases.Executing.Where(job => job.OverBy > Tolerated))
        {
            if (job.WarnedAt != 0 && _time.GetElapsedTime(job.WarnedAt) < Repeat)
                continue;

            job.WarnedAt = _time.GetTimestamp();
            _log.Overdue(job.Key.Id, job.Job.Kind, job.OverBy);
            try
            {
                await _worker.ReportOverdueAsync(job.Key, job.OverBy, ended);
            }
            catch (Exception e) when (!ended.IsCancellationRequested)
            {
                _log.StoreFailed(e);
            }
        }
    }

    void Handle(HeartbeatEvent news)
    {
        switch (news.What)
        {
            case HeartbeatEvent.Gone:
                GiveUp();
                break;
            case HeartbeatEvent.Cancel:
                _leases.Cancel(news.Id, news.Lease, CancelCause.Asked, news.Said);
                break;
            case HeartbeatEvent.Rescued:
                _log.Rescued(news.Id, news.Said);
                JobsTelemetry.RecordRescue();
                break;
            case HeartbeatEvent.Quarantined:
                _isQuarantineWaiting = true;
                break;
            case HeartbeatEvent.Unknown:
                Warn(news);
                break;
            default:
                throw new InvalidOperationException($"The heartbeat returned the unknown event '{news.What}'. Update this program to the version of the schema.");
        }
    }

    void Warn(HeartbeatEvent news)
    {
        var last = _unknown.GetValueOrDefault(news.Said, long.MinValue);
        if (last != long.MinValue && _time.GetElapsedTime(last) < Repeat)
            return;

        _unknown[news.Said] = _time.GetTimestamp();
        JobsTelemetry.RecordUnknownKind(news.Said);
        _log.UnknownKind(news.Id, news.Said);
    }
}
