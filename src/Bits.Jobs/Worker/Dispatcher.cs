using Microsoft.Extensions.Logging;

namespace Bits.Jobs;

/// <summary>Claims jobs for the runners: in one round trip for all queues, as many as they take, as soon as they take any.
/// Where there is nothing to do it looks less and less often, and then sleeps until somebody calls.</summary>
sealed class Dispatcher(
    IJobStore store, IWorkerStore worker, HeldJobs held, RunnerPool runners, Pulse pulse, Func<bool> isStored,
    JobWorkerOptions options, TimeProvider time, ILogger log)
{
    const int MaxClaim = 500;
    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(1);
    static readonly TimeSpan LastPause = TimeSpan.FromMilliseconds(64);
    static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);
    static readonly TimeSpan Alone = TimeSpan.FromSeconds(10);

    readonly Backoff _backoff = new(time);
    TimeSpan _pause = FirstPause;
    TimeSpan? _nextRunIn;
    long _lookedAt;

    /// <summary>Dispatches until told to stop, or the worker is gone, or, if asked to, there is nothing to do.</summary>
    public async Task RunAsync(bool untilDrained, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested && !pulse.Gone.IsCancellationRequested)
        {
            try
            {
                if (!await TurnAsync(untilDrained, stopping).ConfigureAwait(false))
                    return;
                _backoff.Reset();
            }
            catch (Exception) when (stopping.IsCancellationRequested || pulse.Gone.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                if (store.Classify(e) != StoreFault.None)
                    log.StoreFailed(e);
                else
                    log.LoopFailed(nameof(Dispatcher), e);
                await _backoff.WaitAsync(stopping).ConfigureAwait(false);
            }
        }
    }

    async Task<bool> TurnAsync(bool untilDrained, CancellationToken stopping)
    {
        if (held.IsUnsure)
            await worker.RecoverAsync(held.Leases, stopping).ConfigureAwait(false);

        held.IsUnsure = false;
        if (pulse.TakeSolo() && await ClaimSoloAsync().ConfigureAwait(false) is { } solo)
        {
            await runners.RunAloneAsync(solo, Alone, stopping).ConfigureAwait(false);
            pulse.Hurry();
        }

        var room = runners.Room;
        if (room == 0)
        {
            await runners.WaitForRoomAsync(stopping).ConfigureAwait(false);
            return true;
        }

        var wasQuiet = runners.Open == 0 && isStored(); // before it looks: what has ended may have brought more
        var asked = Math.Min(room, MaxClaim);
        var claimed = await ClaimAsync(asked, look: untilDrained, stopping).ConfigureAwait(false);
        if (claimed == asked)
            return true;
        if (untilDrained && claimed == 0 && wasQuiet)
            return false;

        await PauseAsync(claimed, untilDrained, stopping).ConfigureAwait(false);
        return true;
    }

    async Task<int> ClaimAsync(int limit, bool look, CancellationToken stopping)
    {
        look |= _lookedAt == 0 || time.GetElapsedTime(_lookedAt) >= LookEvery;
        if (look)
            _lookedAt = time.GetTimestamp();

        // Not cancelled: a claim that is made is a claim that must be known.
        held.IsUnsure = true;
        var claim = await worker.ClaimAsync(limit, look, CancellationToken.None).ConfigureAwait(false);
        held.Take(claim.Jobs);
        held.IsUnsure = false;
        if (claim.IsGone)
            pulse.GiveUp();

        _nextRunIn = claim.NextRunIn;
        runners.Add(claim.Jobs);
        if (claim.Jobs.Count > 0)
            await AwakeAsync(stopping).ConfigureAwait(false);
        return claim.Jobs.Count;
    }

    async Task<ClaimedJob?> ClaimSoloAsync()
    {
        held.IsUnsure = true;
        var solo = await worker.ClaimSoloAsync(CancellationToken.None).ConfigureAwait(false);
        if (solo is not null)
            held.Take([solo]);
        held.IsUnsure = false;
        return solo;
    }

    async Task PauseAsync(int claimed, bool untilDrained, CancellationToken stopping)
    {
        if (claimed > 0)
            _pause = FirstPause;

        if (_pause <= LastPause || untilDrained)
        {
            await Task.Delay(UntilNextRun(untilDrained ? FirstPause : _pause), time, stopping)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _pause *= 2;
            return;
        }

        var isWanted = await worker.SleepAsync(
            async () => await ClaimAsync(Math.Clamp(runners.Room, 1, MaxClaim), look: true, stopping).ConfigureAwait(false) > 0,
            UntilNextRun(options.PollInterval), stopping).ConfigureAwait(false);
        if (isWanted)
            pulse.Hurry();
    }

    Task AwakeAsync(CancellationToken stopping)
    {
        _pause = FirstPause;
        return worker.AwakeAsync(stopping);
    }

    TimeSpan UntilNextRun(TimeSpan pause)
    {
        var wait = _nextRunIn is { } next && next < pause ? next : pause;
        return wait < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : wait;
    }
}
