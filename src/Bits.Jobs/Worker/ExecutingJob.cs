using System.Diagnostics.CodeAnalysis;

namespace Bits.Jobs;

/// <summary>Why a handler was cancelled.</summary>
enum CancelCause
{
    None,

    /// <summary>The time of its kind is over.</summary>
    TimedOut,

    /// <summary>The worker stops.</summary>
    Stopped,

    /// <summary>The job is not the worker's any more.</summary>
    Lost,

    /// <summary>An operator has cancelled the job.</summary>
    Asked,
}

/// <summary>A job whose handler runs, and the switch that cancels it. Safe for concurrent use.</summary>
sealed class ExecutingJob(ClaimedJob job) : IDisposable
{
    readonly CancellationTokenSource _cancellation = new();
    ITimer? _timer;
    int _cause;
    int _isEnded;
    long _overdueFrom = long.MaxValue;

    public ClaimedJob Job { get; } = job;

    public JobKey Key => Job.Key;

    public CancellationToken Cancelled => _cancellation.Token;

    /// <summary>Why it was cancelled. What an operator or the loss of the job says counts more than a timeout.</summary>
    public CancelCause Cause => (CancelCause)Volatile.Read(ref _cause);

    /// <summary>What the operator said.</summary>
    public string? Reason { get; private set; }

    /// <summary>When it was last warned that its handler ignores the timeout; a timestamp.</summary>
    public long WarnedAt { get; set; }

    /// <summary>Cancels it after this time.</summary>
    public void LimitTo(TimeSpan timeout)
    {
        Volatile.Write(ref _overdueFrom, Environment.TickCount64 + (long)timeout.TotalMilliseconds);
        _timer = EngineTime.Instance.CreateTimer(
            static job => ((ExecutingJob)job!).Cancel(CancelCause.TimedOut), this, timeout, Timeout.InfiniteTimeSpan);
    }

    /// <summary>For how long it has run beyond its time; negative where it has not.</summary>
    public TimeSpan OverBy => TimeSpan.FromMilliseconds(
        Volatile.Read(ref _overdueFrom) is var from && from == long.MaxValue ? -1 : Environment.TickCount64 - from);

    /// <summary>Cancels it. Callbacks of its token run on a thread of their own: they may block, and must hear of it also where
    /// handlers have blocked the pool.</summary>
    public void Cancel(CancelCause cause, string? reason = null)
    {
        Reason ??= reason;
        for (var known = Cause; known < cause; known = Cause)
            Interlocked.CompareExchange(ref _cause, (int)cause, (int)known);
        if (_cancellation.IsCancellationRequested)
            return;

        new Thread(CancelNow) { IsBackground = true, Name = "bits-jobs cancellation" }.UnsafeStart();
    }

    /// <summary>Whether the caller is the first to say how the attempt ends: its handler, or the worker that gives the job
    /// back.</summary>
    public bool TryEnd() => Interlocked.Exchange(ref _isEnded, 1) == 0;

    public void Dispose()
    {
        _timer?.Dispose();
        _cancellation.Dispose();
    }

    [SuppressMessage("Design", "CA1031", Justification = "What callbacks of strangers throw is theirs.")]
    void CancelNow()
    {
        try
        {
            _cancellation.Cancel();
        }
        catch (Exception)
        {
            // it has just ended, or a callback threw
        }
    }
}
