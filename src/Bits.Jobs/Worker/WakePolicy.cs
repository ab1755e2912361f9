namespace Bits.Jobs;

/// <summary>Chooses how a worker with capacity learns of new jobs: by a notification for each, which is quick but makes
/// commits wait for each other, or by polling with pauses. Chooses the way that lets jobs wait less, as measured: tries the
/// other way from time to time, less often while it stays worse.</summary>
/// <remarks>Compares the 90th percentile of the time from enqueue to claim. That includes the commit, so notifications that
/// slow down commits lose, however few jobs arrive. The clocks of database and worker may differ: the difference is in both
/// measurements.</remarks>
sealed class WakePolicy(TimeProvider time)
{
    const int TrialJobs = 40;
    const int MinJobs = 8;
    const double Better = 0.9; // avoids switching for a small gain
    static readonly TimeSpan MinWarmUp = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan MaxWarmUp = TimeSpan.FromSeconds(2);
    static readonly TimeSpan TrialTime = TimeSpan.FromMilliseconds(300);
    static readonly TimeSpan FirstStay = TimeSpan.FromSeconds(1);
    static readonly TimeSpan LongestStay = TimeSpan.FromMinutes(1);

    readonly List<double> _waits = new(TrialJobs);
    TimeSpan _stay = FirstStay;
    double? _usual; // the wait of jobs by the chosen way, just before the trial
    long _since = time.GetTimestamp();
    DateTimeOffset _latest; // the latest enqueue of all claimed jobs
    DateTimeOffset _counted; // counts only jobs enqueued later: earlier ones were under way by the other way

    /// <summary>Whether to wait for notifications; else to poll.</summary>
    public bool IsCalled { get; private set; } = true;

    /// <summary>Notes claimed jobs.</summary>
    public void Claimed(List<ClaimedJob> jobs)
    {
        var (now, elapsed) = (time.GetUtcNow(), time.GetElapsedTime(_since));
        foreach (var job in jobs)
        {
            if (job.EnqueuedAt > _latest)
                _latest = job.EnqueuedAt;
            if (job.Attempt == 1 && job.EnqueuedAt > _counted && _waits.Count < TrialJobs)
                _waits.Add((now - job.EnqueuedAt).TotalMilliseconds);
        }

        if (elapsed < WarmUp)
        {
            _waits.Clear();
            _counted = _latest;
        }
        else if (_usual is { } before)
        {
            // Ends a trial early if every job waits longer.
            if (_waits.Count == TrialJobs || elapsed >= WarmUp + TrialTime || _waits.Count >= MinJobs && _waits.Min() > before)
                EndTrial(before);
        }
        else if (_waits.Count == TrialJobs)
        {
            if (elapsed < _stay)
                _waits.Clear(); // only the latest jobs count
            else
                Try();
        }
    }

    // Skips jobs that were under way by the previous way.
    TimeSpan WarmUp
    {
        get
        {
            var twice = TimeSpan.FromMilliseconds(Math.Clamp(2 * _usual ?? 0, 0, MaxWarmUp.TotalMilliseconds));
            return twice > MinWarmUp ? twice : MinWarmUp;
        }
    }

    void Try()
    {
        _usual = Ninetieth();
        IsCalled = !IsCalled;
        Start();
    }

    // The clearer the result, the later the next trial: a trial of notifications that delay commits leaves a backlog.
    void EndTrial(double usual)
    {
        var ratio = _waits.Count < MinJobs ? double.MaxValue : Ninetieth() / usual; // too few jobs arrived: they were delayed
        if (ratio < Better)
        {
            _stay = Stay(FirstStay.TotalSeconds / ratio);
        }
        else
        {
            IsCalled = !IsCalled;
            _stay = Stay(_stay.TotalSeconds * Math.Max(2, ratio));
        }

        _usual = null;
        Start();
    }

    static TimeSpan Stay(double seconds) => TimeSpan.FromSeconds(Math.Min(seconds, LongestStay.TotalSeconds));

    void Start()
    {
        _waits.Clear();
        _since = time.GetTimestamp();
    }

    double Ninetieth()
    {
        _waits.Sort();
        return _waits[_waits.Count * 9 / 10];
    }
}
