using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Bits.Jobs;

/// <summary>Keeps a worker's lease, and acts on what it hears. A worker that cannot keep it cancels its handlers before
/// anybody else can have their jobs.</summary>
sealed class Pulse : IDisposable
{
    static readonly TimeSpan Repeat = TimeSpan.FromMinutes(1);

    readonly ConcurrentDictionary<string, long> _unknown = [];
    readonly CancellationTokenSource _gone = new();
    readonly SemaphoreSlim _now = new(0);
    readonly IJobStore _store;
    readonly IWorkerStore _worker;
    readonly HeldJobs _held;
    readonly Tally _tally;
    readonly TimeSpan _lease;
    readonly TimeProvider _time;
    readonly ILogger _log;
    long _lastBeat;
    volatile bool _soloWaits;

    public Pulse(
        IJobStore store, IWorkerStore worker, HeldJobs held, Tally tally, TimeSpan lease, TimeProvider time,
        ILogger log)
    {
        (_store, _worker, _held, _tally, _lease, _time, _log) = (store, worker, held, tally, lease, time, log);
        _lastBeat = time.GetTimestamp();
        Gone = _gone.Token;
    }

    /// <summary>Whether the lease is lost.</summary>
    public bool IsGone { get; private set; }

    /// <summary>Cancelled when the lease is lost.</summary>
    public CancellationToken Gone { get; }

    /// <summary>For how long no sign of life has reached the store.</summary>
    public TimeSpan SilentFor => _time.GetElapsedTime(Volatile.Read(ref _lastBeat));

    /// <summary>Whether a job waits that is to run alone; asked once.</summary>
    public bool TakeSolo()
    {
        var waits = _soloWaits;
        _soloWaits = false;
        return waits;
    }

    /// <summary>Beats at once, not at the next turn.</summary>
    public void Hurry() => _now.Release();

    /// <summary>Beats four times a lease until told to stop.</summary>
    public async Task RunAsync(CancellationToken ended)
    {
        var pause = new Backoff(_time);
        while (!ended.IsCancellationRequested && !_gone.IsCancellationRequested)
        {
            if (await BeatAsync(ended).ConfigureAwait(false))
            {
                pause.Reset();
                await ((Task)_now.WaitAsync(_lease / 4, ended)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            else
            {
                await pause.WaitAsync(ended).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Gives the worker up: what it holds is lost.</summary>
    public void GiveUp()
    {
        if (IsGone)
            return;

        IsGone = true;
        _log.WorkerGone(_lease);
        _gone.Cancel();
        _held.CancelAll(CancelCause.Lost);
    }

    public void Dispose()
    {
        _gone.Dispose();
        _now.Dispose();
    }

    async Task<bool> BeatAsync(CancellationToken ended)
    {
        var sent = _time.GetTimestamp();
        try
        {
            // Not longer than until the moment at which the handlers must be cancelled: a connection on which nothing
            // comes takes its time to break.
            var left = Deadline() - _time.GetElapsedTime(_lastBeat);
            var beat = _worker.BeatAsync(_held.EndedBelow, _tally.Take(), ended);
            foreach (var news in await beat.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, _time, ended).ConfigureAwait(false))
                Hear(news);

            _lastBeat = sent;
            return true;
        }
        catch (Exception e)
        {
            if (ended.IsCancellationRequested)
                return false;
            if (_store.IsTransient(e) || e is OperationCanceledException)
                _log.DatabaseUnavailable(e);
            else
                _log.LoopFailed(nameof(Pulse), e);
            if (_time.GetElapsedTime(_lastBeat) >= Deadline())
                GiveUp();
            return false;
        }
    }

    TimeSpan Deadline() => _lease * 0.8;

    void Hear(BeatNews news)
    {
        switch (news.What)
        {
            case BeatNews.Gone:
                GiveUp();
                break;
            case BeatNews.Cancel:
                _held.Cancel(news.Id, news.Lease, CancelCause.Asked, news.Said);
                break;
            case BeatNews.Rescued:
                _log.Rescued(news.Id, news.Said);
                JobsTelemetry.RecordRescue();
                break;
            case BeatNews.Solo:
                _soloWaits = true;
                break;
            case BeatNews.Unknown:
                Warn(news);
                break;
            default:
                throw new InvalidOperationException($"The database sent the unknown news '{news.What}'; it was migrated by a newer build.");
        }
    }

    void Warn(BeatNews news)
    {
        var last = _unknown.GetValueOrDefault(news.Said, long.MinValue);
        if (last != long.MinValue && _time.GetElapsedTime(last) < Repeat)
            return;

        _unknown[news.Said] = _time.GetTimestamp();
        JobsTelemetry.RecordUnknownKind(news.Said);
        _log.UnknownKind(news.Id, news.Said);
    }
}
