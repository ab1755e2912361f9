namespace Bits.Jobs.Testing;

/// <summary>Jobs made by hand, for handlers that a test calls.</summary>
public static class TestJob
{
    /// <summary>A job as a handler gets it. Its <see cref="Job{TArgs}.CompleteAsync"/> throws: no worker has claimed it.
    /// </summary>
    /// <param name="args">What it is about.</param>
    /// <param name="attempt">Which attempt this is; default the first.</param>
    /// <param name="maxAttempts">After how many it would end dead; default 12, as in the queue.</param>
    public static Job<TArgs> Of<TArgs>(TArgs args, int attempt = 1, int maxAttempts = 12) where TArgs : IJobArgs =>
        new(Id: 1, args, EnqueueOptions.DefaultQueue, attempt, maxAttempts, Lease: attempt, TimeProvider.System.GetUtcNow());
}

/// <summary>A job in the table.</summary>
/// <param name="Job">What operators see of it.</param>
/// <param name="Args">What it is about.</param>
public sealed record FoundJob<TArgs>(JobSummary Job, TArgs Args) where TArgs : IJobArgs;

/// <summary>An attempt that a drain has made.</summary>
/// <param name="Id">Which job.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Attempt">Which attempt, from 1.</param>
/// <param name="State">Where the job stood after it: succeeded, failed, dead; pending where it was snoozed.</param>
/// <param name="Error">What went wrong, with the stack.</param>
public sealed record RanJob(long Id, string Kind, int Attempt, JobState State, string? Error);

/// <summary>The jobs are not as the test expects; the message says what there is.</summary>
public sealed class JobAssertionException(string message) : Exception(message);
