using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Bits.Jobs;

/// <summary>Stores the ends of attempts in groups. While the store is away they wait here; when too many wait, so do the
/// runners.</summary>
sealed class Finisher(
    IJobStore store, IWorkerStore worker, HeldJobs held, Tally tally, Nudge nudge, TimeProvider time, ILogger log)
{
    const int MaxGroup = 500;
    static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(2);

    const int MaxWaiting = 4 * MaxGroup;

    // Unbounded, since that one takes no lock; who writes too much waits by itself.
    readonly Channel<Attempt> _ended = Channel.CreateUnbounded<Attempt>(new() { SingleReader = true });
    volatile TaskCompletionSource _less = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int _waiting;

    /// <summary>Whether every end that was handed over is stored.</summary>
    public bool IsIdle => Volatile.Read(ref _waiting) == 0;

    /// <summary>Hands over the end of an attempt; waits while too many wait to be stored.</summary>
    public ValueTask AddAsync(Attempt attempt)
    {
        var less = _less; // before it is written: whatever stores it tells those who waited from here on
        var waiting = Interlocked.Increment(ref _waiting);
        _ended.Writer.TryWrite(attempt);
        return waiting <= MaxWaiting ? ValueTask.CompletedTask : new(less.Task);
    }

    /// <summary>Lets <see cref="RunAsync"/> end when everything is stored.</summary>
    public void Complete() => _ended.Writer.TryComplete();

    /// <summary>Stores until completed. Gives up what the store does not take until <paramref name="giveUp"/>.</summary>
    public async Task RunAsync(CancellationToken giveUp)
    {
        var group = new List<Attempt>(MaxGroup);
        while (await _ended.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            // More ends than one are to go in one round trip.
            if (Volatile.Read(ref _waiting) is > 1 and < MaxGroup)
                await Task.Delay(Gathering, CancellationToken.None).ConfigureAwait(false);

            group.Clear();
            while (group.Count < MaxGroup && _ended.Reader.TryRead(out var attempt))
                group.Add(attempt);

            await StoreAsync(group, giveUp).ConfigureAwait(false);
            Interlocked.Add(ref _waiting, -group.Count);
            Interlocked.Exchange(ref _less!, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        }
    }

    async Task StoreAsync(List<Attempt> group, CancellationToken giveUp)
    {
        var keys = new List<JobKey>(group.Count);
        List<SettledJob>? settled = null;
        foreach (var attempt in group)
        {
            if (attempt.Settled is { } end)
                (settled ??= []).Add(end);
            else
                keys.Add(attempt.Job.Key);
        }

        var lost = await TryStoreAsync(keys, settled ?? [], giveUp).ConfigureAwait(false);

        foreach (var attempt in group)
            Report(attempt, lost);
        held.Forget(group.Select(attempt => attempt.Job.Key));
        if (lost is not null)
            nudge.Add(group);
    }

    // Storing is safe to repeat: whoever does not know whether it was done does it again.
    async Task<HashSet<(long, long)>?> TryStoreAsync(
        List<JobKey> succeeded, List<SettledJob> settled, CancellationToken giveUp)
    {
        var pause = new Backoff(time);
        while (true)
        {
            try
            {
                var lost = await worker.FinishAsync(succeeded, settled, giveUp).ConfigureAwait(false);
                return lost.Count == 0 ? [] : [.. lost.Select(job => (job.Id, job.Lease))];
            }
            catch (Exception e) when (store.IsTransient(e) && !giveUp.IsCancellationRequested)
            {
                log.DatabaseUnavailable(e);
            }
            catch (Exception e) // what cannot be stored is taken over by others when the lease ends
            {
                log.EndsNotStored(succeeded.Count + settled.Count, e);
                return null;
            }

            await pause.WaitAsync(giveUp).ConfigureAwait(false);
        }
    }

    void Report(Attempt attempt, HashSet<(long, long)>? lost)
    {
        var (job, outcome) = (attempt.Job, attempt.Outcome);
        if (lost is null || lost.Count > 0 && lost.Contains((job.Key.Id, job.Key.Lease)))
        {
            outcome = JobOutcome.Lost;
            log.LeaseLost(job.Key.Id, job.Kind);
        }

        tally.Add(job, outcome, attempt.Duration);
        JobsTelemetry.RecordRun(job, outcome, attempt.Duration);
    }
}
