using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Bits.Jobs.Tests;

/// <summary>A host says at its start what is missing, and runs as many workers as it is told.</summary>
public sealed class StartTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await database.DataSource.SqlAsync("truncate jobs_queue_job, jobs_queue_low_watermark");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_database_without_the_schema_fails_the_start_with_the_remedy()
    {
        await database.DataSource.SqlAsync("create schema if not exists elsewhere");
        await using var elsewhere = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(database.ConnectionString) { SearchPath = "elsewhere" });
        using var host = Build(jobs => jobs.AddHandler<Work, Note>(TestJson.Default.Work).AddWorker(), elsewhere);

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync(Ct));

        Assert.Contains("jobs_queue/0001_tables", error.Message, StringComparison.Ordinal);
        Assert.Contains("Run JobsSchema.MigrateAsync", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handler_that_cannot_be_made_fails_the_start_by_name()
    {
        using var host = Build(jobs => jobs.AddHandler<Work, Needy>(TestJson.Default.Work).AddWorker());

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync(Ct));

        Assert.StartsWith("Needy cannot be created for jobs of the kind 'tests.work'", error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(IFormatProvider), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_away_does_not_fail_the_start()
    {
        await using var nowhere = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Timeout=1");
        using var host = Build(jobs => jobs.AddHandler<Work, Note>(TestJson.Default.Work).AddWorker(), nowhere);

        await host.StartAsync(Ct);

        Assert.Contains(Logged(host), line => line.StartsWith("Could not check the schema of the job queue", StringComparison.Ordinal));
        await host.StopAsync(Ct);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public async Task Handlers_without_a_worker_are_told(bool hasWorker, int times)
    {
        using var host = Build(jobs =>
        {
            jobs.AddHandler<Work, Note>(TestJson.Default.Work);
            if (hasWorker)
                jobs.AddWorker();
        });

        await host.StartAsync(Ct);
        await host.StopAsync(Ct);

        Assert.Equal(times, Logged(host).Count(line => line.StartsWith("This host has handlers for tests.work but starts no worker", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Each_worker_of_a_host_runs_so_many_jobs_of_its_own_queues()
    {
        using var host = Build(jobs => jobs
            .AddHandler<Work, Crowd>(TestJson.Default.Work)
            .AddWorker("mail", worker => Serve(worker, "mail", 2))
            .AddWorker("slow", worker => Serve(worker, "slow", 3)));
        var queue = host.Services.GetRequiredService<JobQueue>();
        foreach (var name in new[] { "mail", "slow" })
            await queue.EnqueueManyAsync([.. Enumerable.Range(0, 12).Select(_ => new Work(name))], new EnqueueOptions { Queue = name }, Ct);

        await host.StartAsync(Ct);
        await database.DataSource.EventuallyAsync("select count(*) = 24 from jobs_queue_job where state = 'succeeded'");
        var check = ActivatorUtilities.CreateInstance<JobsHealthCheck>(host.Services);
        var healthy = await check.CheckHealthAsync(new() { Registration = new("jobs", check, HealthStatus.Unhealthy, null) }, Ct);
        await host.StopAsync(Ct);

        var crowd = host.Services.GetRequiredService<ConcurrentDictionary<string, int>>();
        Assert.Equal((2, 3), (crowd["mail most"], crowd["slow most"]));
        Assert.Equal(HealthStatus.Healthy, healthy.Status);
    }

    [Fact]
    public void A_worker_of_a_name_takes_all_but_the_queues_from_what_the_host_says()
    {
        var services = new ServiceCollection().AddSingleton(database.DataSource);
        services.AddBitsJobs(shared =>
        {
            shared.Queues.Add("shared");
            (shared.Concurrency, shared.PollInterval, shared.Lease) = (77, TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(77));
            (shared.StopGrace, shared.KeepEnded, shared.KeepDead) = (TimeSpan.FromSeconds(1), TimeSpan.FromDays(3), TimeSpan.FromDays(4));
            (shared.DirectConnectionString, shared.Retry) = (database.ConnectionString, new() { FirstDelay = TimeSpan.FromSeconds(9) });
        }).AddWorker("own", _ => { });
        using var built = services.BuildServiceProvider();

        var shared = built.GetRequiredService<IOptions<JobWorkerOptions>>().Value;
        var own = built.GetRequiredService<IOptionsMonitor<JobWorkerOptions>>().Get("own");

        Assert.Empty(own.Queues);
        var options = typeof(JobWorkerOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite).ToList();
        Assert.All(options, option => Assert.NotEqual(option.GetValue(new JobWorkerOptions()), option.GetValue(shared)));
        Assert.All(options, option => Assert.Equal(option.GetValue(shared), option.GetValue(own)));
    }

    [Fact]
    public void A_worker_that_cannot_be_fails_the_start()
    {
        var jobs = new ServiceCollection().AddSingleton(database.DataSource).AddBitsJobs().AddWorker("mail", worker => worker.Queues.Add("Mail"));

        Assert.Throws<InvalidArgumentException>(() => jobs.AddWorker("mail", _ => { })); // taken
        Assert.Throws<InvalidArgumentException>(() => jobs.AddWorker("two words", _ => { }));
        using var built = jobs.Services.BuildServiceProvider();
        var error = Assert.Throws<OptionsValidationException>(() => built.GetRequiredService<IOptionsMonitor<JobWorkerOptions>>().Get("mail"));
        Assert.Contains("'Mail'", error.Message, StringComparison.Ordinal);
    }

    static void Serve(JobWorkerOptions worker, string queue, int concurrency)
    {
        worker.Queues.Add(queue);
        worker.Concurrency = concurrency;
    }

    IHost Build(Action<JobsBuilder> configure, NpgsqlDataSource? dataSource = null)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = "Production" });
        builder.Logging.ClearProviders().AddProvider(new LogLines());
        builder.Services.AddSingleton(dataSource ?? database.DataSource).AddSingleton<ConcurrentDictionary<string, int>>();
        configure(builder.Services.AddBitsJobs(worker => worker.PollInterval = TimeSpan.FromMilliseconds(20)));
        return builder.Build();
    }

    static IEnumerable<string> Logged(IHost host) => host.Services.GetServices<ILoggerProvider>().OfType<LogLines>().Single().Lines;

    sealed class Note : IJobHandler<Work>
    {
        public Task HandleAsync(Job<Work> job, CancellationToken ct) => Task.CompletedTask;
    }

    sealed class Needy(IFormatProvider missing) : IJobHandler<Work>
    {
        public Task HandleAsync(Job<Work> job, CancellationToken ct) => Task.FromResult(missing);
    }

    /// <summary>Holds on until as many run as may, and notes how many did at most.</summary>
    sealed class Crowd(ConcurrentDictionary<string, int> crowd) : IJobHandler<Work>
    {
        public async Task HandleAsync(Job<Work> job, CancellationToken ct)
        {
            var (name, most) = (job.Args.Name, job.Args.Name == "mail" ? 2 : 3);
            var now = crowd.AddOrUpdate(name, 1, (_, n) => n + 1);
            crowd.AddOrUpdate($"{name} most", now, (_, n) => Math.Max(n, now));
            while (crowd[$"{name} most"] < most)
                await Task.Delay(1, ct);
            crowd.AddOrUpdate(name, 0, (_, n) => n - 1);
        }
    }
}
