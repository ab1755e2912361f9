using System.Diagnostics.CodeAnalysis;

namespace Bits.Jobs;

/// <summary>Why a handler was cancelled.</summary>
enum CancelCause
{
    None,

    /// <summary>The attempt exceeded the timeout of its kind.</summary>
    TimedOut,

    /// <summary>The worker is stopping.</summary>
    Stopped,

    /// <summary>The worker has lost the job.</summary>
    Lost,

    /// <summary>An operator has cancelled the job.</summary>
    Asked,
}

/// <summary>A job whose handler runs, with its cancellation. Safe for concurrent use.</summary>
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

    /// <summary>Why it was cancelled. An operator or the loss of the job takes precedence over a timeout.</summary>
    public CancelCause Cause => (CancelCause)Volatile.Read(ref _cause);

    /// <summary>The reason that the operator gave.</summary>
    public string? Reason { get; private set; }

    /// <summary>The timestamp of the last warning that its handler ignores the timeout.</summary>
    public long WarnedAt { get; set; }

    /// <summary>Cancels it after <paramref name="timeout"/>.</summary>
    public void LimitTo(TimeSpan timeout)
    {
        Volatile.Write(ref _overdueFrom, Environment.TickCount64 + (long)timeout.TotalMilliseconds);
        _timer = EngineTime.Instance.CreateTimer(
            static job => ((ExecutingJob)job!).Cancel(CancelCause.TimedOut), this, timeout, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How long it has run beyond its timeout; negative if it has not.</summary>
    public TimeSpan OverBy => TimeSpan.FromMilliseconds(
        Volatile.Read(ref _overdueFrom) is var from && from == long.MaxValue ? -1 : Environment.TickCount64 - from);

    /// <summary>Cancels it. Callbacks of its token run on a thread of their own: they may block, and must run also while
    /// handlers block the pool.</summary>
    public void Cancel(CancelCause cause, string? reason = null)
    {
        Reason ??= reason;
        for (var known = Cause; known < cause; known = Cause)
            Interlocked.CompareExchange(ref _cause, (int)cause, (int)known);
        if (_cancellation.IsCancellationRequested)
            return;

        new Thread(CancelNow) { IsBackground = true, Name = "bits-jobs cancellation" }.UnsafeStart();
    }

    /// <summary>Ends the attempt; returns true for the first caller: its handler, or the worker that releases the
    /// job.</summary>
    public bool TryEnd() => Interlocked.Exchange(ref _isEnded, 1) == 0;

    public void Dispose()
    {
        _timer?.Dispose();
        _cancellation.Dispose();
    }

    [SuppressMessage("Design", "CA1031", Justification = "Callbacks are foreign code.")]
    void CancelNow()
    {
        try
        {
            _cancellation.Cancel();
        }
        catch (Exception)
        {
            // the attempt has just ended, or a callback threw
        }
    }
}
