using Bits.Shared;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Bits.Jobs.Testing;

/// <summary>Runs jobs in a test: on the real table, one after the other, without waiting.</summary>
/// <remarks>Fakes only the passing of time. Other workers may take the same jobs: use a database or queues of its own for a
/// test that drains.</remarks>
/// <param name="services">The services of the application: with <c>AddBitsJobs</c>, its handlers and an
/// <see cref="NpgsqlDataSource"/>. Start no worker of theirs.</param>
public sealed partial class TestJobs(IServiceProvider services)
{
    readonly NpgsqlDataSource _dataSource = services.GetRequiredService<NpgsqlDataSource>();

    /// <summary>Runs a handler inline, in a service scope of its own, without the queue. Exceptions of the handler pass
    /// through.</summary>
    /// <param name="job">The job; see <see cref="TestJob.Of"/>.</param>
    /// <param name="ct">The token of the handler.</param>
    public async Task RunAsync<TArgs, THandler>(Job<TArgs> job, CancellationToken ct = default)
        where TArgs : IJobArgs
        where THandler : class, IJobHandler<TArgs>
    {
        var scope = services.CreateAsyncScope();
        await using var _ = scope.ConfigureAwait(false);
        await scope.ServiceProvider.GetRequiredService<THandler>().HandleAsync(job, ct).ConfigureAwait(false);
    }

    /// <summary>Runs due jobs one after the other, including those that handlers enqueue, until no job is due.</summary>
    /// <param name="asOf">The moment to pretend: retries, snoozed and scheduled jobs that are due by then run, in the order
    /// of their times; later jobs stay. Default: now. The time that handlers read does not change.</param>
    /// <param name="max">The maximum number of attempts; default 1,000.</param>
    /// <param name="ct">Stops the drain.</param>
    /// <returns>The attempts, in order. A failed attempt throws no exception; see its <see cref="RanJob.Error"/>.</returns>
    /// <remarks>Serves the queues of <see cref="JobWorkerOptions"/>. Jobs that are paused or held back by a limit
    /// stay.</remarks>
    /// <exception cref="JobAssertionException">The drain does not end; the message lists the waiting jobs.</exception>
    public async Task<IReadOnlyList<RanJob>> DrainAsync(
        DateTimeOffset? asOf = null, int max = 1_000, CancellationToken ct = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        var passed = TimeSpan.Zero;
        List<RanJob> ran = [];
        var worker = await TestWorker.RegisterAsync(services, ct).ConfigureAwait(false);
        await using var _ = worker.ConfigureAwait(false);
        try
        {
            while (true)
            {
                while (await worker.RunNextAsync(ct).ConfigureAwait(false) is { } attempt)
                {
                    if (ran.Count == max)
                        throw new JobAssertionException(await EndlessAsync(max, ct).ConfigureAwait(false));
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

    // Passes time up to the next job by moving the jobs, because the clock is the database's.
    Task<TimeSpan?> PassAsync(DateTimeOffset upto, CancellationToken ct)
    {
        const string sql = """
            with step as (
                select min(run_at) - now() as time
                from jobs_queue_job
                where txid is null and state in ('pending', 'failed') and run_at > now() and run_at <= $1
            ),
            moved as (
                update jobs_queue_job
                set run_at = case when txid is null then run_at - time else run_at end, expires_at = expires_at - time
                from step
                where (txid is null or expires_at is not null) and state in ('pending', 'failed') and time is not null
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
            set run_at = case when txid is null then run_at + $1 else run_at end, expires_at = expires_at + $1
            where (txid is null or expires_at is not null) and state in ('pending', 'failed')
            """;

        return _dataSource.WithConnectionAsync(db => db.ExecuteAsync(sql, [passed], ct), ct);
    }

    async Task<string> EndlessAsync(int max, CancellationToken ct) =>
        $"A job is still due after {max} attempts. Check whether a handler enqueues its own kind or snoozes without end; "
        + $"if not, raise '{nameof(max)}'.{await ThereIsAsync(new() { State = JobState.Pending }, ct).ConfigureAwait(false)}";
}
