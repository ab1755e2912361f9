using System.Data.Common;

namespace Bits.Jobs;

/// <summary>The job store as workers see it. Workers and handlers depend on nothing else of the store.</summary>
/// <remarks>Times are those of the store. Callers may repeat any call whose outcome is unknown.</remarks>
interface IJobStore
{
    /// <summary>Classifies an exception of this store.</summary>
    StoreFault Classify(Exception e);

    /// <summary>Registers a worker.</summary>
    Task<IWorkerStore> RegisterAsync(WorkerIdentity worker, bool listen, CancellationToken ct);

    /// <summary>Ends an attempt in a transaction of the caller's.</summary>
    /// <exception cref="JobLostException">The worker has lost the job.</exception>
    Task CompleteAsync(DbConnection db, JobKey job, CancellationToken ct);

    /// <summary>Stores the progress, log lines and result of an attempt. Returns false, and stores nothing, if the worker
    /// has lost the job.</summary>
    Task<bool> SaveProgressAsync(JobKey job, ProgressUpdate words, CancellationToken ct);

    /// <summary>Advances those of these batches that are workflows, and returns them.</summary>
    Task<IReadOnlyList<long>> AdvanceAsync(long[] batches, CancellationToken ct);

    /// <summary>Ends the batches whose jobs have all ended, and advances workflows; returns how many things it did. Heartbeats do
    /// the same.</summary>
    Task<int> EndBatchesAsync(CancellationToken ct);

    /// <summary>Takes back running jobs that no worker holds: once in <paramref name="every"/> over all nodes. Looks at no
    /// more than <paramref name="jobs"/> jobs.</summary>
    Task<IReadOnlyList<OrphanedJob>> SweepAsync(TimeSpan every, int jobs, CancellationToken ct);

    /// <summary>Does a bounded part of retention; returns true if more is left.</summary>
    Task<bool> RetainAsync(TimeSpan keep, TimeSpan keepDead, CancellationToken ct);

    /// <summary>Stores the schedules of the code, except those that an operator has edited.</summary>
    Task DeclareAsync(IReadOnlyList<PeriodicJob> jobs, CancellationToken ct);

    /// <summary>Reads the store's time and the schedules that are not paused.</summary>
    Task<(DateTimeOffset Now, IReadOnlyList<PeriodicEntry> Entries)> ListDueAsync(CancellationToken ct);

    /// <summary>Fires these ticks, each once over all nodes, and settles all others up to <paramref name="upto"/>. Returns
    /// how many fired.</summary>
    Task<int> FireAsync(string name, DateTimeOffset[] ticks, DateTimeOffset upto, CancellationToken ct);
}

/// <summary>Identifies a worker, and names its queues and kinds.</summary>
sealed record WorkerIdentity(string Name, string[] Queues, string[] Kinds, TimeSpan Lease)
{
    /// <summary>How many jobs it runs at once.</summary>
    public int Concurrency { get; init; } = 1;
}

/// <summary>A job that was running without a worker, and its state now.</summary>
sealed record OrphanedJob(long Id, string Kind, string State);

/// <summary>The store as one registered worker sees it. Claims, ends and heartbeats do not wait for each other, nor for
/// connections that handlers have taken.</summary>
interface IWorkerStore : IAsyncDisposable
{
    /// <summary>Claims up to <paramref name="limit"/> due jobs; no two workers get the same one.</summary>
    Task<Claim> ClaimAsync(int limit, bool look, CancellationToken ct);

    /// <summary>Claims one quarantined job, which runs alone.</summary>
    Task<ClaimedJob?> ClaimQuarantinedAsync(CancellationToken ct);

    /// <summary>Ends attempts, and returns those that ended otherwise.</summary>
    /// <param name="succeeded">Attempts whose handlers have returned.</param>
    /// <param name="others">The results of all other attempts.</param>
    /// <param name="ct">Stops waiting.</param>
    Task<IReadOnlyList<OtherEnd>> FinishAsync(
        IReadOnlyList<JobKey> succeeded, IReadOnlyList<AttemptResult> others, CancellationToken ct);

    /// <summary>Lists those of these jobs that another transaction has locked.</summary>
    Task<IReadOnlyList<long>> ListLockedAsync(IReadOnlyList<JobKey> jobs, CancellationToken ct);

    /// <summary>Sends a heartbeat.</summary>
    /// <param name="ended">Claims that have ended.</param>
    /// <param name="running">How many jobs run.</param>
    /// <param name="outcomes">The outcomes of attempts since the last heartbeat.</param>
    /// <param name="ct">Stops waiting.</param>
    Task<IReadOnlyList<HeartbeatEvent>> SendHeartbeatAsync(
        EndedClaims ended, int running, IReadOnlyList<OutcomeCount> outcomes, CancellationToken ct);

    /// <summary>Records that a handler runs beyond the timeout of its kind.</summary>
    Task ReportOverdueAsync(JobKey job, TimeSpan over, CancellationToken ct);

    /// <summary>Gives back jobs whose claim succeeded although its answer was lost.</summary>
    /// <param name="known">The leases that the worker has.</param>
    /// <param name="ct">Stops waiting.</param>
    Task RecoverAsync(long[] known, CancellationToken ct);

    /// <summary>Whether notifications reach this worker.</summary>
    bool IsListening { get; }

    /// <summary>Waits for a notification, or for this time. Returns true if an operator cancels a job of this
    /// worker.</summary>
    /// <param name="lastLook">Looks for jobs once more, after the worker is marked as sleeping.</param>
    /// <param name="time">The longest wait.</param>
    /// <param name="ct">Stops waiting.</param>
    Task<bool> SleepAsync(Func<Task<bool>> lastLook, TimeSpan time, CancellationToken ct);

    /// <summary>Marks the worker as awake: it polls, so producers need not notify it.</summary>
    Task AwakeAsync(CancellationToken ct);

    /// <summary>Removes the worker.</summary>
    /// <param name="keepsClaims">Whether to leave claims whose ends could not be stored, for others to take back.</param>
    /// <param name="outcomes">The outcomes of attempts since the last heartbeat.</param>
    /// <param name="ct">Stops waiting.</param>
    Task LeaveAsync(bool keepsClaims, IReadOnlyList<OutcomeCount> outcomes, CancellationToken ct);
}
