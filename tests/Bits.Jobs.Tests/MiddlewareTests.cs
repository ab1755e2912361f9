using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Jobs.Tests;

/// <summary>Middleware runs around every handler, in order, in the scope of the attempt.</summary>
public sealed class MiddlewareTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await database.DataSource.SqlAsync("truncate jobs_queue_job, jobs_queue_low_watermark");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task The_first_one_added_is_the_outermost_and_all_share_the_scope_of_the_handler()
    {
        await using var services = Build(jobs => jobs.AddMiddleware<Outer>().AddMiddleware<Inner>());
        var id = await services.GetRequiredService<JobQueue>().EnqueueAsync(new Work("a"), ct: Ct);

        await services.GetRequiredService<JobWorker>().DrainAsync(Ct);

        Assert.Equal(
            [$"outer {id} tests.work 1", "inner a", "handler same scope", "inner ends", "outer ends"],
            services.GetRequiredService<ConcurrentQueue<string>>());
    }

    [Fact]
    public async Task What_middleware_throws_is_a_failed_attempt_with_the_reason()
    {
        await using var services = Build(jobs => jobs.AddMiddleware<Throwing>());
        await services.GetRequiredService<JobQueue>().EnqueueAsync(new Work("a"), ct: Ct);

        await services.GetRequiredService<JobWorker>().DrainAsync(Ct);

        Assert.Equal("failed", await database.DataSource.ValueAsync<string>("select state from jobs_queue_job"));
        Assert.Contains("no tenant", await database.DataSource.ValueAsync<string>("select error from jobs_queue_job"), StringComparison.Ordinal);
        Assert.Empty(services.GetRequiredService<ConcurrentQueue<string>>());
    }

    ServiceProvider Build(Action<JobsBuilder> configure)
    {
        var services = new ServiceCollection().AddSingleton(database.DataSource).AddSingleton<ConcurrentQueue<string>>().AddScoped<Scoped>();
        configure(services.AddBitsJobs().AddHandler<Work, Handler>(TestJson.Default.Work));
        return services.BuildServiceProvider();
    }

    sealed class Scoped
    {
        public object? Seen { get; set; }
    }

    sealed class Outer(ConcurrentQueue<string> said) : IJobMiddleware
    {
        public async Task HandleAsync(JobContext job, Func<CancellationToken, Task> next, CancellationToken ct)
        {
            said.Enqueue($"outer {job.Id} {job.Kind} {job.Attempt}");
            job.Services.GetRequiredService<Scoped>().Seen = job.Args;
            await next(ct);
            said.Enqueue("outer ends");
        }
    }

    sealed class Inner(ConcurrentQueue<string> said) : IJobMiddleware
    {
        public async Task HandleAsync(JobContext job, Func<CancellationToken, Task> next, CancellationToken ct)
        {
            said.Enqueue($"inner {((Work)job.Args).Name}");
            await next(ct);
            said.Enqueue("inner ends");
        }
    }

    sealed class Throwing : IJobMiddleware
    {
        public Task HandleAsync(JobContext job, Func<CancellationToken, Task> next, CancellationToken ct) =>
            throw new InvalidOperationException("no tenant");
    }

    sealed class Handler(ConcurrentQueue<string> said, Scoped scoped) : IJobHandler<Work>
    {
        public Task HandleAsync(Job<Work> job, CancellationToken ct)
        {
            said.Enqueue(ReferenceEquals(scoped.Seen, job.Args) ? "handler same scope" : "handler another scope");
            return Task.CompletedTask;
        }
    }
}
