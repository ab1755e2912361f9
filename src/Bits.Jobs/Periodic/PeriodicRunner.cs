using Microsoft.Extensions.Logging;

namespace Bits.Jobs;

/// <summary>Fires the ticks of periodic jobs. Every worker runs this: the first worker fires a tick, the others find it
/// fired.</summary>
/// <remarks>Uses the database's time: clocks of workers may be wrong.</remarks>
sealed class PeriodicRunner(
    IJobStore store, IReadOnlyList<PeriodicJob> declared, TimeProvider time, ILogger log)
{
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(5); // until a change by an operator takes effect
    static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(10);

    bool _isDeclared = declared.Count == 0;

    /// <summary>Fires ticks until stopped.</summary>
    public async Task RunAsync(CancellationToken ended)
    {
        var backoff = new Backoff(time);
        while (!ended.IsCancellationRequested)
        {
            try
            {
                var pause = await TurnAsync(ended).ConfigureAwait(false);
                backoff.Reset();
                await Task.Delay(pause, time, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception) when (ended.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                if (store.Classify(e) != StoreFault.None)
                    log.StoreFailed(e);
                else
                    log.LoopFailed(nameof(PeriodicRunner), e);
                await backoff.WaitAsync(ended).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Fires the ticks that are due; returns the pause before the next call.</summary>
    public async Task<TimeSpan> TurnAsync(CancellationToken ct)
    {
        if (!_isDeclared)
            await store.DeclareAsync(declared, ct).ConfigureAwait(false);

        _isDeclared = true;
        var (now, waiting) = await store.ListDueAsync(ct).ConfigureAwait(false);
        var pause = Longest;
        foreach (var entry in waiting)
        {
            if (Read(entry) is not { } schedule)
                continue;

            await FireAsync(entry, schedule, now, ct).ConfigureAwait(false);
            if (schedule.Next(now) - now is { } wait && wait < pause)
                pause = wait;
        }

        return pause < Shortest ? Shortest : pause;
    }

    async Task FireAsync(PeriodicEntry entry, Schedule schedule, DateTimeOffset now, CancellationToken ct)
    {
        if (schedule.Next(entry.SettledTo) is not { } next || next > now)
            return;

        var ticks = PeriodicTicks.Due(schedule, entry.Missed, entry.MissedMax, entry.SettledTo, now);
        var fired = await store.FireAsync(entry.Name, ticks, now, ct).ConfigureAwait(false);
        if (fired > 0)
            log.Fired(entry.Name, fired);
    }

    Schedule? Read(PeriodicEntry entry)
    {
        try
        {
            return new(entry.Cron, entry.Zone);
        }
        catch (ArgumentException e)
        {
            log.ScheduleUnreadable(entry.Name, e.Message);
            return null;
        }
    }
}

/// <summary>A schedule as workers see it.</summary>
sealed record PeriodicEntry(
    string Name, string Cron, string Zone, MissedTicks Missed, int MissedMax, DateTimeOffset SettledTo);
