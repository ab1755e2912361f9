using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace Bits.Jobs.Tests;

/// <summary>What the health check says, and when.</summary>
public sealed class JobsHealthCheckTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await database.DataSource.SqlAsync(
        "truncate jobs_queue_job, jobs_queue_failure, jobs_queue_low_watermark, jobs_queue_pause");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("null", "run_at = now() - interval '1 hour'")]
    [InlineData("'a-key'", "run_at = now() - interval '1 hour'")]
    [InlineData("null", "run_at = now() - interval '1 hour', txid = null")]
    public async Task A_job_that_is_due_for_too_long_is_told_unless_it_is_paused(string key, string late)
    {
        await database.DataSource.SqlAsync($"insert into jobs_queue_job (kind, key) values ('tests.work', {key})");
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync()).Status);

        await database.DataSource.SqlAsync($"update jobs_queue_job set {late}");
        var told = await CheckAsync();
        await database.DataSource.SqlAsync("insert into jobs_queue_pause (kind, reason) values ('tests.work', 'for now')");

        Assert.Equal(HealthStatus.Unhealthy, told.Status);
        Assert.StartsWith("A job has been due for 3600 s", told.Description, StringComparison.Ordinal);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync()).Status);
    }

    [Fact]
    public async Task Dead_jobs_degrade()
    {
        await using var worker = new TestWorker(database, (_, _) => throw new DiscardJobException("no"));
        await new JobQueue(database.DataSource).EnqueueAsync(new("x"), TestJson.Default.Work, ct: Ct);
        await worker.Worker.DrainAsync(Ct);

        var told = await CheckAsync();

        Assert.Equal(HealthStatus.Degraded, told.Status);
        Assert.StartsWith("More than 0 jobs are dead", told.Description, StringComparison.Ordinal);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(new() { DeadJobs = 1 })).Status);
    }

    [Fact]
    public async Task Jobs_that_have_expired_do_not()
    {
        await using var worker = new TestWorker(database, (_, _) => Task.CompletedTask);
        await new JobQueue(database.DataSource).EnqueueAsync(
            new("x"), TestJson.Default.Work, new() { ExpiresAt = TimeProvider.System.GetUtcNow().AddSeconds(-5) }, Ct);
        await worker.Worker.DrainAsync(Ct);

        Assert.Equal("dead", await database.DataSource.ValueAsync<string>("select state from jobs_queue_job"));
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync()).Status);
    }

    [Fact]
    public async Task A_database_that_is_away_is_told()
    {
        await using var nowhere = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Timeout=1");

        var told = await CheckAsync(dataSource: nowhere);

        Assert.Equal(HealthStatus.Unhealthy, told.Status);
        Assert.Equal("The database of the jobs does not answer.", told.Description);
    }

    [Fact]
    public void A_pulse_that_does_not_get_through_is_silent()
    {
        var time = new FakeTimeProvider();
        using var pulse = new Heartbeat(null!, null!, new(), new(), TimeSpan.FromSeconds(10), time, NullLogger.Instance);

        time.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(TimeSpan.FromSeconds(6), pulse.SilentFor);
    }

    async Task<HealthCheckResult> CheckAsync(JobsHealthOptions? options = null, NpgsqlDataSource? dataSource = null)
    {
        var services = new ServiceCollection().AddSingleton(dataSource ?? database.DataSource);
        services.AddBitsJobs();
        await using var built = services.BuildServiceProvider();
        var check = new JobsHealthCheck(
            dataSource ?? database.DataSource, built.GetRequiredService<JobWorker>(),
            built.GetRequiredService<IOptions<JobWorkerOptions>>(), Options.Create(options ?? new()));
        return await check.CheckHealthAsync(new() { Registration = new("jobs", check, HealthStatus.Unhealthy, null) }, Ct);
    }
}
