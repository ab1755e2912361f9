namespace Bits.Jobs;

/// <summary>Why a handler was cancelled.</summary>
enum CancelCause
{
    None,

    /// <summary>The worker stops.</summary>
    Stopped,

    /// <summary>The job is not the worker's any more.</summary>
    Lost,

    /// <summary>Somebody wants the job to end.</summary>
    Asked,
}

/// <summary>A job whose handler runs, and the switch that cancels it.</summary>
sealed class RunningJob(JobKey key) : IDisposable
{
    readonly CancellationTokenSource _cancellation = new();

    public JobKey Key { get; } = key;

    public CancellationToken Cancelled => _cancellation.Token;

    /// <summary>Why it was cancelled; none also where the time of its kind is over.</summary>
    public CancelCause Cause { get; private set; }

    /// <summary>What whoever cancelled it said.</summary>
    public string? Reason { get; private set; }

    /// <summary>Cancels it after this time.</summary>
    public void LimitTo(TimeSpan timeout) => _cancellation.CancelAfter(timeout);

    /// <summary>Cancels it, in whatever thread its handler hears of it.</summary>
    public void Cancel(CancelCause cause, string? reason = null)
    {
        if (Cause == CancelCause.None)
            (Reason, Cause) = (reason, cause);
        try
        {
            _ = _cancellation.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // it has just ended
        }
    }

    public void Dispose() => _cancellation.Dispose();
}
