using Microsoft.Extensions.Logging;

namespace Bits.Jobs;

/// <summary>Claims jobs for the executor as soon as that has capacity, in one round trip for all queues. Between claims it
/// waits for a notification, or polls with growing pauses first. Measures which of the two lets jobs wait less.</summary>
sealed class Dispatcher(
    IJobStore store, IWorkerStore worker, LeaseTracker leases, Executor executor, Heartbeat heartbeat, Func<bool> isStored,
    JobWorkerOptions options, TimeProvider time, ILogger log)
{
    const int MaxClaim = 500;
    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(1);
    static readonly TimeSpan LastPause = TimeSpan.FromMilliseconds(64);
    static readonly TimeSpan LastPauseOfDrain = TimeSpan.FromMilliseconds(8);
    static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);
    static readonly TimeSpan Alone = TimeSpan.FromSeconds(10);

    readonly Backoff _backoff = new(time);
    readonly WakePolicy _wake = new(time);
    TimeSpan _pause = FirstPause;
    TimeSpan? _nextRunIn;
    long _lookedAt;

    /// <summary>Dispatches until stopped, until the worker is gone, or until no job is left with
    /// <paramref name="untilDrained"/>.</summary>
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

        var wasQuiet = executor.InFlight == 0 && isStored(); // before the claim: ended jobs may have enqueued more
        var asked = Math.Min(capacity, MaxClaim);
        var claimed = await ClaimAsync(asked, look: untilDrained, stopping);
        if (claimed == asked)
            return true;
        if (untilDrained && claimed == 0 && wasQuiet)
            return await store.EndBatchesAsync(stopping) > 0; // what follows them is due now

        await PauseAsync(claimed, untilDrained, stopping);
        return true;
    }

    async Task<int> ClaimAsync(int limit, bool look, CancellationToken stopping)
    {
        look |= _lookedAt == 0 || time.GetElapsedTime(_lookedAt) >= LookEvery;
        if (look)
            _lookedAt = time.GetTimestamp();

        // Not cancelled: the worker must learn of every claim that the store made.
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
        var quarantined = await worker.ClaimQuarantinedAsync(CancellationToken.None);
        if (quarantined is not null)
            leases.Take([quarantined]);
        leases.IsUnsure = false;
        return quarantined;
    }

    // The next quarantined job may end this process, and a result that is not stored would count as a lost worker.
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
            await Task.Delay(UntilNextRun(_pause), time, stopping)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            if (_pause < (untilDrained ? LastPauseOfDrain : 2 * LastPause))
                _pause *= 2;
            return;
        }

        var isWanted = await worker.SleepAsync(
            async () => await ClaimAsync(Math.Clamp(executor.Capacity, 1, MaxClaim), look: true, stopping) > 0,
            UntilNextRun(options.PollInterval), stopping);
        if (isWanted)
            heartbeat.Hurry();
    }

    // A worker that polls marks itself awake, so producers need not notify it.
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
