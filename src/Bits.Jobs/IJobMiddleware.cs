namespace Bits.Jobs;

/// <summary>Wraps the handlers of all kinds, for example in a log scope, a tenant or a transaction; see
/// <see cref="JobsBuilder.AddMiddleware"/>.</summary>
public interface IJobMiddleware
{
    /// <summary>Runs code around <paramref name="next"/>. An exception counts as thrown by the handler. If this returns
    /// without calling <paramref name="next"/>, the job succeeds and its handler does not run.</summary>
    /// <param name="job">The job and the attempt.</param>
    /// <param name="next">The next middleware, or the handler; takes the token to pass on.</param>
    /// <param name="ct">Cancelled when the worker stops or no longer holds the job.</param>
    Task HandleAsync(JobContext job, Func<CancellationToken, Task> next, CancellationToken ct);
}

/// <summary>A job as middleware sees it.</summary>
/// <param name="Id">The id in <c>jobs_queue_job</c>.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Queue">The queue.</param>
/// <param name="Attempt">The number of this attempt, from 1.</param>
/// <param name="MaxAttempts">The number of failed attempts after which the job ends dead.</param>
/// <param name="Lease">The fencing token of this attempt.</param>
/// <param name="EnqueuedAt">When the job was enqueued, by the database's clock.</param>
/// <param name="Args">The arguments.</param>
/// <param name="Services">The scope of this attempt, which also provides the handler.</param>
public sealed record JobContext(
    long Id, string Kind, string Queue, int Attempt, int MaxAttempts, long Lease, DateTimeOffset EnqueuedAt, object Args,
    IServiceProvider Services);

/// <summary>A registered middleware.</summary>
sealed record JobMiddleware(Func<IServiceProvider, IJobMiddleware> Of)
{
    /// <summary>Runs a handler inside these middlewares, the first one outermost.</summary>
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
