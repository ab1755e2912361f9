namespace Bits.Jobs;

/// <summary>Chooses how a worker with capacity learns of new jobs: by being called for each of them, which is quick but makes
/// commits wait for each other, or by looking again after pauses. Whichever lets jobs wait less, as measured: now and then
/// the other way is tried, more and more rarely while it stays the worse one.</summary>
/// <remarks>What counts is the time from enqueue to claim that nine in ten jobs stay below. It contains the commit, so calls
/// that slow commits down lose, however few jobs get through. The clocks of database and worker need not agree: their
/// difference is in both measures.</remarks>
sealed class WakePolicy(TimeProvider time)
{
    const int TrialJobs = 40;
    const int MinJobs = 8;
    const double Better = 0.9; // the other way must be clearly better
    static readonly TimeSpan MinWarmUp = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan MaxWarmUp = TimeSpan.FromSeconds(2);
    static readonly TimeSpan TrialTime = TimeSpan.FromMilliseconds(300);
    static readonly TimeSpan FirstStay = TimeSpan.FromSeconds(1);
    static readonly TimeSpan LongestStay = TimeSpan.FromMinutes(1);

    readonly List<double> _waits = new(TrialJobs);
    TimeSpan _stay = FirstStay;
    double? _usual; // how long jobs waited by the chosen way, just before the trial
    long _since = time.GetTimestamp();
    DateTimeOffset _latest; // enqueued of all that were claimed
    DateTimeOffset _counted; // jobs count that were enqueued later: what was under way in the other way says nothing

    /// <summary>Whether to be called; else to look.</summary>
    public bool IsCalled { get; private set; } = true;

    /// <summary>Notes jobs that were claimed.</summary>
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
            // A trial in which every job waits longer is to cost few of them.
            if (_waits.Count == TrialJobs || elapsed >= WarmUp + TrialTime || _waits.Count >= MinJobs && _waits.Min() > before)
                EndTrial(before);
        }
        else if (_waits.Count == TrialJobs)
        {
            if (elapsed < _stay)
                _waits.Clear(); // only what came last counts
            else
                Try();
        }
    }

    // Until what was under way by the way before has come through.
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

    void EndTrial(double usual)
    {
        // Too few came through in a trial: they were held up.
        if (_waits.Count >= MinJobs && IsBetterThan(usual))
        {
            _stay = FirstStay;
        }
        else
        {
            IsCalled = !IsCalled;
            _stay = _stay * 2 < LongestStay ? _stay * 2 : LongestStay;
        }

        _usual = null;
        Start();
    }

    void Start()
    {
        _waits.Clear();
        _since = time.GetTimestamp();
    }

    bool IsBetterThan(double usual) => Ninetieth() < usual * Better;

    double Ninetieth()
    {
        _waits.Sort();
        return _waits[_waits.Count * 9 / 10];
    }
}
