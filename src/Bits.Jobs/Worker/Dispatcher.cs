using Microsoft.Extensions.Logging;

namespace Bits.Jobs;

/// <summary>Claims jobs for the executor: in one round trip for all queues, as many as it takes, as soon as it takes any.
/// Between claims it waits for a notification, or looks again after longer and longer pauses before it waits for one:
/// whichever lets jobs wait less.</summary>
sealed class Dispatcher(
    IJobStore store, IWorkerStore worker, LeaseTracker leases, Executor executor, Heartbeat heartbeat, Func<bool> isStored,
    JobWorkerOptions options, TimeProvider time, ILogger log)
{
    const int MaxClaim = 500;
    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(1);
    static readonly TimeSpan LastPause = TimeSpan.FromMilliseconds(64);
    static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);
    static readonly TimeSpan Alone = TimeSpan.FromSeconds(10);

    readonly Backoff _backoff = new(time);
    readonly WakePolicy _wake = new(time);
    TimeSpan _pause = FirstPause;
    TimeSpan? _nextRunIn;
    long _lookedAt;

    /// <summary>Dispatches until told to stop, or the worker is gone, or, if asked to, there is nothing to do.</summary>
    public async Task RunAsync(bool untilDrained, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested && !heartbeat.Gone.IsCancellationRequested)
        {
            try
            {
                if (!await TurnAsync(untilDrained, stopping))
                    return;
                _backoff.Reset();
            }
            catch (Exception) when (stopping.IsCancellationRequested || heartbeat.Gone.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                if (store.Classify(e) != StoreFault.None)
                    log.StoreFailed(e);
                else
                    log.LoopFailed(nameof(Dispatcher), e);
                await _backoff.WaitAsync(stopping);
            }
        }
    }

    async Task<bool> TurnAsync(bool untilDrained, CancellationToken stopping)
    {
        if (leases.IsUnsure)
            await worker.RecoverAsync(leases.Leases, stopping);

        leases.IsUnsure = false;
        if (heartbeat.TakeQuarantined() && QuarantineGate.TryClose(executor))
            await RunQuarantinedAsync(stopping);

        var capacity = executor.Capacity;
        if (capacity == 0)
        {
            await executor.WaitForCapacityAsync(stopping);
            return true;
        }

        var wasQuiet = executor.InFlight == 0 && isStored(); // before it looks: what has ended may have brought more
        var asked = Math.Min(capacity, MaxClaim);
        var claimed = await ClaimAsync(asked, look: untilDrained, stopping);
        if (claimed == asked)
            return true;
        if (untilDrained && claimed == 0 && wasQuiet)
            return false;

        await PauseAsync(claimed, untilDrained, stopping);
        return true;
    }

    async Task<int> ClaimAsync(int limit, bool look, CancellationToken stopping)
    {
        look |= _lookedAt == 0 || time.GetElapsedTime(_lookedAt) >= LookEvery;
        if (look)
            _lookedAt = time.GetTimestamp();

        // Not cancelled: a claim that is made is a claim that must be known.
        leases.IsUnsure = true;
        var claim = await worker.ClaimAsync(limit, look, CancellationToken.None);
        leases.Take(claim.Jobs);
        leases.IsUnsure = false;
        if (claim.IsGone)
            heartbeat.GiveUp();

        _nextRunIn = claim.NextRunIn;
        executor.Add(claim.Jobs);
        if (claim.Jobs.Count > 0)
            await ClaimedAsync(claim.Jobs, stopping);
        return claim.Jobs.Count;
    }

    async Task RunQuarantinedAsync(CancellationToken stopping)
    {
        try
        {
            if (await ClaimQuarantinedAsync() is not { } quarantined)
                return;

            await executor.RunQuarantinedAsync(quarantined, Alone, stopping);
            await UntilStoredAsync(quarantined, stopping);
            heartbeat.Hurry();
        }
        finally
        {
            QuarantineGate.Open();
        }
    }

    async Task<ClaimedJob?> ClaimQuarantinedAsync()
    {
        leases.IsUnsure = true;
        var quarantined = await worker.ClaimSoloAsync(CancellationToken.None);
        if (quarantined is not null)
            leases.Take([quarantined]);
        leases.IsUnsure = false;
        return quarantined;
    }

    // The next one may end this process: an end that is not stored by then would count as a lost worker.
    async Task UntilStoredAsync(ClaimedJob quarantined, CancellationToken stopping)
    {
        for (var began = time.GetTimestamp();
             leases.Holds(quarantined.Key.Lease) && time.GetElapsedTime(began) < Alone && !stopping.IsCancellationRequested;)
        {
            await Task.Delay(FirstPause, time, stopping)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    async Task PauseAsync(int claimed, bool untilDrained, CancellationToken stopping)
    {
        if (claimed > 0)
            _pause = FirstPause;

        var isCalled = _wake.IsCalled && worker.IsListening;
        if (untilDrained || _pause <= LastPause && !isCalled)
        {
            await Task.Delay(UntilNextRun(untilDrained ? FirstPause : _pause), time, stopping)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            _pause *= 2;
            return;
        }

        var isWanted = await worker.SleepAsync(
            async () => await ClaimAsync(Math.Clamp(executor.Capacity, 1, MaxClaim), look: true, stopping) > 0,
            UntilNextRun(options.PollInterval), stopping);
        if (isWanted)
            heartbeat.Hurry();
    }

    // Who is called for each job goes on being called; who looks tells others that they need not call.
    async Task ClaimedAsync(List<ClaimedJob> jobs, CancellationToken stopping)
    {
        _pause = FirstPause;
        _wake.Claimed(jobs);
        if (!_wake.IsCalled)
            await worker.AwakeAsync(stopping);
    }

    TimeSpan UntilNextRun(TimeSpan pause)
    {
        var wait = _nextRunIn is { } next && next < pause ? next : pause;
        return wait < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : wait;
    }
}
