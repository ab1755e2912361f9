namespace Bits.Jobs;

/// <summary>Measures how many jobs to claim ahead: as many as are likely to begin within 50 ms. Not for concurrent
/// use.</summary>
sealed class Prefetch(TimeProvider time)
{
    const int Max = 1000;
    static readonly TimeSpan Ahead = TimeSpan.FromMilliseconds(50);
    static readonly TimeSpan Measured = TimeSpan.FromMilliseconds(10);

    long _measuredAt = time.GetTimestamp();
    int _done;
    int _jobs;

    /// <summary>How many jobs to claim ahead.</summary>
    public int Jobs
    {
        get
        {
            var elapsed = time.GetElapsedTime(_measuredAt);
            if (elapsed >= Measured)
            {
                var fits = (int)Math.Min(Max, _done * (Ahead / elapsed));
                _jobs = (_jobs + fits) / 2;
                _done = 0;
                _measuredAt = time.GetTimestamp();
            }

            return _jobs;
        }
    }

    /// <summary>Notes that a job is done.</summary>
    public void Done() => _done++;
}
