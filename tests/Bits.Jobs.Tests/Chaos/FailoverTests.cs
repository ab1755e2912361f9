using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Bits.Jobs.Tests;

/// <summary>Sessions that have become read-only, as after a failover: they leave the pool, and the log says what they
/// answered.</summary>
public sealed class FailoverTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    const int Sessions = 8;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_worker_leaves_sessions_that_have_become_read_only_and_says_so()
    {
        var id = await new JobQueue(database.DataSource).EnqueueAsync(new Work("a"), TestJson.Default.Work, ct: Ct);
        await using var own = await FilledWithReadOnlySessionsAsync();
        var log = new LogLines();
        var services = new ServiceCollection().AddSingleton(own).AddLogging(logging => logging.AddProvider(log));
        services.AddBitsJobs(o => o.PollInterval = TimeSpan.FromMilliseconds(20)).AddHandler<Work, Handler>(TestJson.Default.Work);
        await using var built = services.BuildServiceProvider();
        using var stop = new CancellationTokenSource();

        var running = built.GetRequiredService<JobWorker>().RunAsync(stop.Token);
        await database.DataSource.EventuallyAsync("select state = 'succeeded' from jobs_queue_job where id = $1", id);

        await stop.CancelAsync();
        await running;
        Assert.Contains(log.Lines, line => line.Contains("25006", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Lines, line => line.Contains("does not answer", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_enqueues_by_the_data_source_is_refused_once_at_most()
    {
        await using var own = await FilledWithReadOnlySessionsAsync();
        var queue = new JobQueue(own);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => queue.EnqueueAsync(new Work("a"), TestJson.Default.Work, ct: Ct));
        await queue.EnqueueAsync(new Work("a"), TestJson.Default.Work, ct: Ct);

        Assert.Equal(PostgresErrorCodes.ReadOnlySqlTransaction, refused.SqlState);
    }

    async Task<NpgsqlDataSource> FilledWithReadOnlySessionsAsync()
    {
        var settings = new NpgsqlConnectionStringBuilder(await database.DirectAsync()) { MaxPoolSize = Sessions, ApplicationName = "failover" };
        var own = NpgsqlDataSource.Create(settings.ConnectionString);
        await database.Direct.SqlAsync($"alter database {settings.Database} set default_transaction_read_only = on");
        var sessions = await Task.WhenAll(Enumerable.Range(0, Sessions).Select(_ => own.OpenConnectionAsync(Ct).AsTask()));
        await database.Direct.SqlAsync($"alter database {settings.Database} reset default_transaction_read_only");
        foreach (var session in sessions)
            await session.DisposeAsync();
        return own;
    }

    sealed class Handler : IJobHandler<Work>
    {
        public Task HandleAsync(Job<Work> job, CancellationToken ct) => Task.CompletedTask;
    }
}
