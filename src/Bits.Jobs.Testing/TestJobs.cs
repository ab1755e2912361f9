using Bits.Shared;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Bits.Jobs.Testing;

/// <summary>Jobs in the hands of a test: on the real table, one after the other, without waiting.</summary>
/// <remarks>Nothing is faked but the passing of time. What other workers do at the same time is theirs: give a test that
/// drains a database, or queues, of its own.</remarks>
/// <param name="services">Those of the application: with <c>AddBitsJobs</c>, its handlers and an
/// <see cref="NpgsqlDataSource"/>. No worker of theirs should run.</param>
public sealed partial class TestJobs(IServiceProvider services)
{
    readonly NpgsqlDataSource _dataSource = services.GetRequiredService<NpgsqlDataSource>();

    /// <summary>Has a handler do a job here and now, in a scope of services of its own, past the queue. What it throws comes
    /// through.</summary>
    /// <param name="job">The job; see <see cref="TestJob.Of"/>.</param>
    /// <param name="ct">What the handler hears.</param>
    public async Task RunAsync<TArgs, THandler>(Job<TArgs> job, CancellationToken ct = default)
        where TArgs : IJobArgs
        where THandler : class, IJobHandler<TArgs>
    {
        var scope = services.CreateAsyncScope();
        await using var _ = scope.ConfigureAwait(false);
        await scope.ServiceProvider.GetRequiredService<THandler>().HandleAsync(job, ct).ConfigureAwait(false);
    }

    /// <summary>Runs what is due, one job after the other, also what the handlers enqueue, until nothing is due.</summary>
    /// <param name="asOf">As if it were then: retries, snoozes and jobs for later that are due by this moment run, in the
    /// order of their times; those of later moments stay as they are. Default: now. What handlers read as the time does not
    /// move.</param>
    /// <param name="most">How many attempts at most; default 1,000.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>The attempts, in order. A failed one is no exception: look at its <see cref="RanJob.Error"/>.</returns>
    /// <remarks>Serves the queues of <see cref="JobWorkerOptions"/>. What is paused, or held back by a limit, stays.</remarks>
    /// <exception cref="JobAssertionException">It does not end; the message says what still waits.</exception>
    public async Task<IReadOnlyList<RanJob>> DrainAsync(
        DateTimeOffset? asOf = null, int most = 1_000, CancellationToken ct = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        var passed = TimeSpan.Zero;
        List<RanJob> ran = [];
        var hand = await DrainingHand.EnterAsync(services, ct).ConfigureAwait(false);
        await using var _ = hand.ConfigureAwait(false);
        try
        {
            while (true)
            {
                while (await hand.RunNextAsync(ct).ConfigureAwait(false) is { } attempt)
                {
                    if (ran.Count == most)
                        throw new JobAssertionException(await EndlessAsync(most, ct).ConfigureAwait(false));
                    ran.Add(attempt);
                }

                if (asOf is null || await PassAsync(asOf.Value - passed, ct).ConfigureAwait(false) is not { } step)
                    return ran;
                passed += step;
            }
        }
        finally
        {
            await PassBackAsync(passed, CancellationToken.None).ConfigureAwait(false);
        }
    }

    // Time passes up to the next job, by moving the jobs: the clock is the database's.
    Task<TimeSpan?> PassAsync(DateTimeOffset upto, CancellationToken ct)
    {
        const string sql = """
            with step as (
                select min(run_at) - now() as time
                from jobs_queue_job
                where pos is null and state in ('pending', 'failed') and run_at > now() and run_at <= $1
            ),
            moved as (
                update jobs_queue_job
                set run_at = case when pos is null then run_at - time else run_at end, expires_at = expires_at - time
                from step
                where (pos is null or expires_at is not null) and state in ('pending', 'failed') and time is not null
            )
            select time from step
            """;

        return _dataSource.WithConnectionAsync(
            db => db.FindAsync(sql, [upto.ToUniversalTime()], row => row.Nullable<TimeSpan>(0), ct), ct);
    }

    Task<int> PassBackAsync(TimeSpan passed, CancellationToken ct)
    {
        const string sql = """
            update jobs_queue_job
            set run_at = case when pos is null then run_at + $1 else run_at end, expires_at = expires_at + $1
            where (pos is null or expires_at is not null) and state in ('pending', 'failed')
            """;

        return _dataSource.WithConnectionAsync(db => db.ExecuteAsync(sql, [passed], ct), ct);
    }

    async Task<string> EndlessAsync(int most, CancellationToken ct) =>
        $"After {most} attempts there was still a job to run. Does a handler enqueue its own kind, or snooze, without end? "
        + $"If not, raise '{nameof(most)}'.{await ThereIsAsync(new() { State = JobState.Pending }, ct).ConfigureAwait(false)}";
}
