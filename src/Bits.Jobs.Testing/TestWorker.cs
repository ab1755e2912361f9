using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Bits.Jobs.Testing;

/// <summary>Claims and runs one job at a time, as every worker does, and stores its result.</summary>
sealed class TestWorker : IAsyncDisposable
{
    // Sends no heartbeat while a handler runs.
    static readonly TimeSpan Lease = TimeSpan.FromHours(1);

    readonly LeaseTracker _held = new();
    readonly IWorkerStore _worker;
    readonly JobRunner _runner;

    TestWorker(IServiceProvider services, IJobStore store, IWorkerStore worker)
    {
        _worker = worker;
        _runner = new(
            store, services.GetRequiredService<JobHandlers>(), _held, Options(services),
            services.GetRequiredService<TimeProvider>(),
            services.GetService<ILogger<JobWorker>>() ?? NullLogger<JobWorker>.Instance);
    }

    public static async Task<TestWorker> RegisterAsync(IServiceProvider services, CancellationToken ct)
    {
        var store = services.GetRequiredService<IJobStore>();
        string[] kinds = [.. services.GetRequiredService<JobHandlers>().Kinds];
        var worker = await store.RegisterAsync(
            new($"test:{Guid.CreateVersion7():N}", Options(services).ServedQueues, kinds, Lease), listen: false, ct).ConfigureAwait(false);
        return new(services, store, worker);
    }

    /// <summary>Runs the next due job; null if no job is due.</summary>
    public async Task<RanJob?> RunNextAsync(CancellationToken ct)
    {
        var job = await TakeAsync(ct).ConfigureAwait(false);
        if (job is null)
        {
            // A batch ends at a heartbeat, and its follow-up is due then.
            await _worker.SendHeartbeatAsync(_held.Ended, 0, [], ct).ConfigureAwait(false);
            job = await TakeAsync(ct).ConfigureAwait(false);
        }

        return job is null ? null : await RunAsync(job, ct).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _worker.LeaveAsync(keepsClaims: false, [], CancellationToken.None).ConfigureAwait(false);
        await _worker.DisposeAsync().ConfigureAwait(false);
    }

    async Task<ClaimedJob?> TakeAsync(CancellationToken ct)
    {
        var claim = await _worker.ClaimAsync(1, look: true, ct).ConfigureAwait(false);
        _held.Take(claim.Jobs);
        return claim.Jobs.SingleOrDefault();
    }

    async Task<RanJob> RunAsync(ClaimedJob job, CancellationToken ct)
    {
        var attempt = await _runner.RunAsync(job).ConfigureAwait(false)
            ?? throw new InvalidOperationException("The job was released, which only a stopping worker does.");
        var others = attempt.Result is { } end
            ? await _worker.FinishAsync([], [end], ct).ConfigureAwait(false)
            : await _worker.FinishAsync([job.Key], [], ct).ConfigureAwait(false);
        _held.Forget([attempt]);

        return others is [{ Ended: OtherEnd.Completed }]
            ? new(job.Key.Id, job.Kind, job.Attempt, JobState.Succeeded, null)
            : new(job.Key.Id, job.Kind, job.Attempt, State(attempt.Outcome), attempt.Result?.Error?.Detail);
    }

    static JobState State(JobOutcome outcome) => outcome switch
    {
        JobOutcome.Succeeded => JobState.Succeeded,
        JobOutcome.Failed => JobState.Failed,
        JobOutcome.Dead => JobState.Dead,
        JobOutcome.Snoozed or JobOutcome.Released or JobOutcome.Lost => JobState.Pending,
    };

    static JobWorkerOptions Options(IServiceProvider services) => services.GetRequiredService<IOptions<JobWorkerOptions>>().Value;
}
