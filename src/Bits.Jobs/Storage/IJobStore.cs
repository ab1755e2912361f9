using System.Data.Common;

namespace Bits.Jobs;

/// <summary>Where jobs are kept, as workers see it. Workers and handlers know no more of it than this.</summary>
/// <remarks>Times are those of the store. Every member may be called again when nobody knows whether it was done.
/// </remarks>
interface IJobStore
{
    /// <summary>Whose fault an exception of this store is.</summary>
    StoreFault Classify(Exception e);

    /// <summary>Enters a worker.</summary>
    Task<IWorkerStore> EnterAsync(WorkerIdentity worker, bool listen, CancellationToken ct);

    /// <summary>Ends an attempt in a transaction of the caller's.</summary>
    /// <exception cref="JobLostException">The job is not the worker's any more.</exception>
    Task CompleteAsync(DbConnection db, JobKey job, CancellationToken ct);

    /// <summary>Writes down what an attempt says of itself; false, and nothing is written, where the job is not its any
    /// more.</summary>
    Task<bool> TellAsync(JobKey job, JobWords words, CancellationToken ct);

    /// <summary>Has those of these batches go on that are workflows, and returns which are.</summary>
    Task<IReadOnlyList<long>> AdvanceAsync(long[] batches, CancellationToken ct);

    /// <summary>Takes back running jobs that no worker holds: once in <paramref name="every"/> over all nodes, looking at no
    /// more than <paramref name="jobs"/> jobs.</summary>
    Task<IReadOnlyList<OrphanedJob>> SweepAsync(TimeSpan every, int jobs, CancellationToken ct);

    /// <summary>Does a bounded piece of the work of forgetting; true if there is more.</summary>
    Task<bool> RetainAsync(TimeSpan keep, TimeSpan keepDead, CancellationToken ct);

    /// <summary>Writes down the periodic jobs of the code, but for those that an operator has edited.</summary>
    Task DeclareAsync(IReadOnlyList<PeriodicJob> jobs, CancellationToken ct);

    /// <summary>The store's time, and the schedules that are not paused.</summary>
    Task<(DateTimeOffset Now, IReadOnlyList<PeriodicEntry> Entries)> ListDueAsync(CancellationToken ct);

    /// <summary>Fires these ticks, each of them once whoever else fires it, and settles all others up to
    /// <paramref name="upto"/>. Returns how many fired.</summary>
    Task<int> FireAsync(string name, DateTimeOffset[] ticks, DateTimeOffset upto, CancellationToken ct);
}

/// <summary>Who a worker is and what it serves.</summary>
sealed record WorkerIdentity(string Name, string[] Queues, string[] Kinds, TimeSpan Lease)
{
    /// <summary>How many jobs it runs at once.</summary>
    public int Concurrency { get; init; } = 1;
}

/// <summary>A job that was running without a worker, and what it is now.</summary>
sealed record OrphanedJob(long Id, string Kind, string State);

/// <summary>The store as one worker sees it that has entered. Claims, ends and heartbeats do not wait for each other, nor
/// for connections that handlers have taken.</summary>
interface IWorkerStore : IAsyncDisposable
{
    /// <summary>Takes up to <paramref name="limit"/> due jobs; two workers never get the same one.</summary>
    Task<Claim> ClaimAsync(int limit, bool look, CancellationToken ct);

    /// <summary>Takes one job that is to run alone.</summary>
    Task<ClaimedJob?> ClaimSoloAsync(CancellationToken ct);

    /// <summary>Ends attempts, and returns those whose end is another one than told.</summary>
    Task<IReadOnlyList<OtherEnd>> FinishAsync(
        IReadOnlyList<JobKey> succeeded, IReadOnlyList<SettledJob> settled, CancellationToken ct);

    /// <summary>The numbers of those of these jobs that somebody else has locked.</summary>
    Task<IReadOnlyList<long>> ListLockedAsync(IReadOnlyList<JobKey> jobs, CancellationToken ct);

    /// <summary>Sends a heartbeat.</summary>
    /// <param name="ended">Claims that have ended.</param>
    /// <param name="running">How many jobs run.</param>
    /// <param name="tally">How attempts have ended since the last heartbeat.</param>
    /// <param name="ct">Stops waiting.</param>
    Task<IReadOnlyList<HeartbeatEvent>> BeatAsync(
        EndedClaims ended, int running, IReadOnlyList<TallyLine> tally, CancellationToken ct);

    /// <summary>Notes that a handler goes on beyond its kind's timeout.</summary>
    Task ReportOverdueAsync(JobKey job, TimeSpan over, CancellationToken ct);

    /// <summary>Gives back what was claimed without the worker knowing, because an answer was lost.</summary>
    /// <param name="known">The leases that it knows of.</param>
    /// <param name="ct">Stops waiting.</param>
    Task RecoverAsync(long[] known, CancellationToken ct);

    /// <summary>Whether calls of those who enqueue reach this worker.</summary>
    bool IsListening { get; }

    /// <summary>Waits until somebody enqueues, or for this time; true where somebody wants a job of this worker to end.
    /// </summary>
    /// <param name="lastLook">Looks once more whether there is nothing to do, after everybody knows that we sleep.</param>
    /// <param name="time">The longest wait.</param>
    /// <param name="ct">Stops waiting.</param>
    Task<bool> SleepAsync(Func<Task<bool>> lastLook, TimeSpan time, CancellationToken ct);

    /// <summary>Tells everybody that it looks for jobs by itself.</summary>
    Task AwakeAsync(CancellationToken ct);

    /// <summary>Leaves.</summary>
    /// <param name="keepsClaims">Whether it leaves claims whose ends could not be stored, for others to take back.</param>
    /// <param name="tally">How attempts have ended since the last heartbeat.</param>
    /// <param name="ct">Stops waiting.</param>
    Task LeaveAsync(bool keepsClaims, IReadOnlyList<TallyLine> tally, CancellationToken ct);
}
