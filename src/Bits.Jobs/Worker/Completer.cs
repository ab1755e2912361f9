using Microsoft.Extensions.Logging;

namespace Bits.Jobs;

/// <summary>Stores the results of attempts in groups. Keeps results that cannot be stored and tries again; a row that the
/// table refuses fails alone. Makes runners wait while too many results wait.</summary>
sealed class Completer(
    IJobStore store, IWorkerStore worker, LeaseTracker leases, OutcomeCounter outcomes, WorkflowAdvancer advancer, RetryPolicy retry,
    BackgroundObservers observers, TimeProvider time, ILogger log)
{
    const int MaxGroup = 500;
    const int MaxWaiting = 4 * MaxGroup;
    static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(2);

    readonly EndedAttempts _ended = new(MaxWaiting);
    readonly PostponedEnds _postponed = new(time);

    /// <summary>Whether every added result is stored, or postponed because its row cannot be stored now.</summary>
    public bool IsIdle => _ended.Unstored == _postponed.Count;

    /// <summary>Adds an ended attempt; waits while too many are not stored.</summary>
    public Task AddAsync(Attempt attempt) => _ended.AddAsync(attempt);

    /// <summary>Ends <see cref="RunAsync"/> once everything is stored.</summary>
    public void Complete() => _ended.Complete();

    /// <summary>Stores results until completed. At <paramref name="giveUp"/> drops results that cannot be stored: the worker
    /// keeps its claims, and other workers take those jobs back.</summary>
    public async Task RunAsync(CancellationToken giveUp)
    {
        var group = new List<Attempt>(MaxGroup);
        while (!_ended.IsOver || _postponed.Count > 0)
        {
            if (_postponed.Count == 0)
                await _ended.WaitAsync(Timeout.InfiniteTimeSpan, time, CancellationToken.None);
            else
                await _ended.WaitAsync(_postponed.NextIn, time, giveUp);

            // Waits a little, so that more results share a round trip.
            if (_ended.Unstored - _postponed.Count is > 1 and < MaxGroup)
                await Task.Delay(Gathering, time, CancellationToken.None);

            group.Clear();
            _ended.Take(group, MaxGroup);
            await StoreAsync(group, giveUp);
            foreach (var attempt in _postponed.TakeDue(all: giveUp.IsCancellationRequested))
                await StoreAsync([attempt], giveUp);
        }
    }

    // Storing is safe to repeat, so a lost answer is retried.
    async Task StoreAsync(List<Attempt> group, CancellationToken giveUp)
    {
        for (var pause = new Backoff(time); group.Count > 0; await pause.WaitAsync(giveUp))
        {
            try
            {
                Stored(group, await FinishAsync(group, giveUp));
                return;
            }
            catch (Exception e) when (giveUp.IsCancellationRequested)
            {
                GiveUp(group, e);
                return;
            }
            catch (Exception e) when (store.Classify(e) is var fault && fault != StoreFault.Server)
            {
                await IsolateAsync(group, fault, e, giveUp);
                return;
            }
            catch (Exception e)
            {
                log.StoreFailed(e);
            }
        }
    }

    Task<IReadOnlyList<OtherEnd>> FinishAsync(List<Attempt> group, CancellationToken giveUp)
    {
        var succeeded = new List<JobKey>(group.Count);
        List<AttemptResult>? others = null;
        foreach (var attempt in group)
        {
            if (attempt.Result is { } result)
                (others ??= []).Add(result);
            else
                succeeded.Add(attempt.Job.Key);
        }

        return worker.FinishAsync(succeeded, others ?? [], giveUp);
    }

    // Isolates a row that cannot be stored, so that the others can.
    async Task IsolateAsync(List<Attempt> group, StoreFault fault, Exception e, CancellationToken giveUp)
    {
        if (group.Count > 1)
        {
            var (first, second) = await SplitAsync(group, fault, giveUp);
            await StoreAsync(first, giveUp);
            await StoreAsync(second, giveUp);
        }
        else if (fault == StoreFault.SomeRow || group[0].IsRefused)
        {
            Postpone(group[0], e, giveUp);
        }
        else
        {
            log.EndRefused(group[0].Job.Key.Id, group[0].Job.Kind, e);
            await StoreAsync([group[0].Refused(e, retry)], giveUp);
        }
    }

    // Postpones locked rows; splits in halves if no row is locked.
    async Task<(List<Attempt>, List<Attempt>)> SplitAsync(List<Attempt> group, StoreFault fault, CancellationToken giveUp)
    {
        if (fault == StoreFault.SomeRow)
        {
            try
            {
                HashSet<long> locked = [.. await worker.ListLockedAsync([.. group.Select(end => end.Job.Key)], giveUp)];
                if (locked.Count > 0)
                {
                    foreach (var end in group.Where(end => locked.Contains(end.Job.Key.Id)))
                        Postpone(end, null, giveUp);
                    return (group.FindAll(end => !locked.Contains(end.Job.Key.Id)), []);
                }
            }
            catch (Exception e) when (!giveUp.IsCancellationRequested)
            {
                log.StoreFailed(e);
            }
        }

        return (group[..(group.Count / 2)], group[(group.Count / 2)..]);
    }

    void Postpone(Attempt attempt, Exception? e, CancellationToken giveUp)
    {
        if (attempt.IsRefused && _ended.IsOver || giveUp.IsCancellationRequested)
        {
            GiveUp([attempt], e);
            return;
        }

        log.EndPostponed(attempt.Job.Key.Id, attempt.Job.Kind, e);
        _postponed.Add(attempt);
    }

    // Keeps the claim, by which other workers find the jobs.
    void GiveUp(List<Attempt> group, Exception? e)
    {
        log.EndsNotStored(group.Count, e);
        Report([.. group.Select(attempt => (attempt, JobOutcome.Lost))]);
        _ended.Stored(group.Count);
    }

    void Stored(List<Attempt> group, IReadOnlyList<OtherEnd> others)
    {
        var ends = new (Attempt, JobOutcome)[group.Count];
        for (var i = 0; i < ends.Length; i++)
            ends[i] = (group[i], others.Count == 0 ? group[i].Outcome : Outcome(group[i], others));
        Report(ends);
        leases.Forget(group);
        advancer.Add(group);
        _ended.Stored(group.Count);
    }

    static JobOutcome Outcome(Attempt attempt, IReadOnlyList<OtherEnd> others) =>
        others.FirstOrDefault(end => end.Id == attempt.Job.Key.Id && end.Lease == attempt.Job.Key.Lease).Ended switch
        {
            null => attempt.Outcome,
            OtherEnd.Lost => JobOutcome.Lost,
            OtherEnd.Cancelled => JobOutcome.Dead,
            _ => JobOutcome.Succeeded,
        };

    void Report((Attempt Attempt, JobOutcome Outcome)[] ends)
    {
        foreach (var (attempt, outcome) in ends)
        {
            if (outcome == JobOutcome.Lost)
                log.LeaseLost(attempt.Job.Key.Id, attempt.Job.Kind);
        }

        outcomes.Add(ends);
        if (JobsTelemetry.MeasuresRuns)
            observers.Post(() => JobsTelemetry.RecordRuns(ends));
    }
}
