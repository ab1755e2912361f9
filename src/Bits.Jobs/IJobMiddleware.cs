namespace Bits.Jobs;

/// <summary>Code around the handlers of all kinds, such as a log scope, a tenant or a transaction; see
/// <see cref="JobsBuilder.AddMiddleware"/>.</summary>
public interface IJobMiddleware
{
    /// <summary>Runs the rest by <paramref name="next"/>. What it throws counts as thrown by the handler; where it returns without
    /// <paramref name="next"/> the job has succeeded and its handler has not run.</summary>
    /// <param name="job">The job and the attempt.</param>
    /// <param name="next">The next middleware, or the handler, with the token that it is to hear.</param>
    /// <param name="ct">Cancelled when the worker stops or no longer holds the job.</param>
    Task HandleAsync(JobContext job, Func<CancellationToken, Task> next, CancellationToken ct);
}

/// <summary>A job as middleware sees it.</summary>
/// <param name="Id">Its number in <c>jobs_queue_job</c>.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Queue">The queue that it waited in.</param>
/// <param name="Attempt">Which attempt this is, from 1.</param>
/// <param name="MaxAttempts">After how many failed attempts it ends dead.</param>
/// <param name="Lease">The fencing token of this attempt.</param>
/// <param name="EnqueuedAt">When it was enqueued, by the database's clock.</param>
/// <param name="Args">What it is about.</param>
/// <param name="Services">The scope of this attempt, from which its handler comes.</param>
public sealed record JobContext(
    long Id, string Kind, string Queue, int Attempt, int MaxAttempts, long Lease, DateTimeOffset EnqueuedAt, object Args,
    IServiceProvider Services);

/// <summary>A middleware that was registered.</summary>
sealed record JobMiddleware(Func<IServiceProvider, IJobMiddleware> Of)
{
    /// <summary>Runs a handler inside these, the first one outermost.</summary>
    public static Task RunAsync(
        IReadOnlyList<JobMiddleware> all, JobContext job, Func<CancellationToken, Task> handler, CancellationToken ct)
    {
        var next = handler;
        for (var i = all.Count - 1; i >= 0; i--)
        {
            var (middleware, inner) = (all[i].Of(job.Services), next);
            next = token => middleware.HandleAsync(job, inner, token);
        }

        return next(ct);
    }
}
