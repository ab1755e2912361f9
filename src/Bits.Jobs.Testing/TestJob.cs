namespace Bits.Jobs.Testing;

/// <summary>Constructs jobs for handlers that a test calls.</summary>
public static class TestJob
{
    /// <summary>Constructs a job as a handler gets it. Its <see cref="Job{TArgs}.CompleteAsync"/> throws, because no worker
    /// has claimed it.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="attempt">The number of the attempt; default 1.</param>
    /// <param name="maxAttempts">The number of failed attempts after which the job would end dead; default 12, as in the
    /// queue.</param>
    public static Job<TArgs> Of<TArgs>(TArgs args, int attempt = 1, int maxAttempts = 12) where TArgs : IJobArgs =>
        new(Id: 1, args, EnqueueOptions.DefaultQueue, attempt, maxAttempts, Lease: attempt, TimeProvider.System.GetUtcNow());
}

/// <summary>A job in the table.</summary>
/// <param name="Job">The summary of the job.</param>
/// <param name="Args">The arguments.</param>
public sealed record FoundJob<TArgs>(JobSummary Job, TArgs Args) where TArgs : IJobArgs;

/// <summary>An attempt of a drain.</summary>
/// <param name="Id">The id of the job.</param>
/// <param name="Kind">The kind of the job.</param>
/// <param name="Attempt">The number of the attempt, from 1.</param>
/// <param name="State">The state of the job after it: succeeded, failed, dead; pending if it was snoozed.</param>
/// <param name="Error">The error, with the stack.</param>
public sealed record RanJob(long Id, string Kind, int Attempt, JobState State, string? Error);

/// <summary>Reports that the jobs are not as the test expects; the message lists the jobs.</summary>
public sealed class JobAssertionException(string message) : Exception(message);
