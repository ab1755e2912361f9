using System.Threading.Channels;

namespace Bits.Jobs;

/// <summary>Runs claimed jobs, so many at once, and knows how many more it could do with.</summary>
/// <remarks>It holds as many jobs beyond those that run as it is likely to begin within a moment: none where jobs are
/// slow, many where they are fast.</remarks>
sealed class RunnerPool
{
    const int MaxAhead = 1000;
    static readonly TimeSpan Ahead = TimeSpan.FromMilliseconds(50);
    static readonly TimeSpan Measured = TimeSpan.FromMilliseconds(10);

    readonly Channel<ClaimedJob> _waiting = Channel.CreateUnbounded<ClaimedJob>(new() { SingleWriter = true });
    readonly JobRunner _runner;
    readonly Completer _completer;
    readonly TimeProvider _time;
    readonly int _concurrency;
    readonly Task _running;
    volatile TaskCompletionSource? _wanted;
    volatile TaskCompletionSource? _gate;
    int _open;
    int _done;
    int _doneBefore;
    long _measuredAt;
    int _ahead;

    public RunnerPool(JobRunner runner, Completer completer, int concurrency, TimeProvider time)
    {
        (_runner, _completer, _concurrency, _time) = (runner, completer, concurrency, time);
        _measuredAt = time.GetTimestamp();
        _running = Task.WhenAll(Enumerable.Range(0, concurrency).Select(_ => Task.Run(RunAsync)));
    }

    /// <summary>How many jobs are in hand and not handled.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>How many more it takes; 0 if it has enough for a while.</summary>
    public int Room
    {
        get
        {
            Measure();
            var room = _concurrency + _ahead - Open;
            return room >= Math.Max(1, _ahead / 2) ? room : 0;
        }
    }

    /// <summary>Ends when all runners have.</summary>
    public Task Completion => _running;

    /// <summary>Takes jobs, to be run in this order.</summary>
    public void Add(IReadOnlyList<ClaimedJob> jobs)
    {
        Interlocked.Add(ref _open, jobs.Count);
        foreach (var job in jobs)
            _waiting.Writer.TryWrite(job);
    }

    /// <summary>Waits until there is room, or all is done.</summary>
    public async Task WaitForRoomAsync(CancellationToken ct)
    {
        var wanted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _wanted = wanted;
        if (Room == 0)
            await wanted.Task.WaitAsync(ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _wanted = null;
    }

    /// <summary>Runs a job beside those that run, and begins no other before this one has ended or had its time.</summary>
    public async Task RunAloneAsync(ClaimedJob job, TimeSpan alone, CancellationToken ct)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _gate = gate;
        try
        {
            Interlocked.Increment(ref _open);
            await HandleAsync(job).AsTask().WaitAsync(alone, _time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            _gate = null;
            gate.SetResult();
        }
    }

    /// <summary>Takes no more jobs, and returns those that have not begun.</summary>
    public IReadOnlyList<ClaimedJob> Close()
    {
        _waiting.Writer.TryComplete();
        List<ClaimedJob> left = [];
        while (_waiting.Reader.TryRead(out var job))
            left.Add(job);

        Interlocked.Add(ref _open, -left.Count);
        return left;
    }

    async Task RunAsync()
    {
        while (await _waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            if (_gate is { } gate)
                await gate.Task.ConfigureAwait(false);
            if (_waiting.Reader.TryRead(out var job))
                await HandleAsync(job).ConfigureAwait(false);
        }
    }

    async ValueTask HandleAsync(ClaimedJob job)
    {
        var attempt = await _runner.RunAsync(job).ConfigureAwait(false);
        await _completer.AddAsync(attempt).ConfigureAwait(false);

        Interlocked.Decrement(ref _open);
        Interlocked.Increment(ref _done);
        if (_wanted is { } wanted && Room > 0)
            wanted.TrySetResult();
    }

    // By one thread at a time: a measurement that is missed is made a moment later.
    void Measure()
    {
        var measuredAt = Volatile.Read(ref _measuredAt);
        var elapsed = _time.GetElapsedTime(measuredAt);
        if (elapsed < Measured
            || Interlocked.CompareExchange(ref _measuredAt, _time.GetTimestamp(), measuredAt) != measuredAt)
            return;

        var done = Volatile.Read(ref _done);
        var fits = (int)Math.Min(MaxAhead, (done - _doneBefore) * (Ahead / elapsed));
        _doneBefore = done;
        _ahead = (_ahead + fits) / 2;
    }
}
