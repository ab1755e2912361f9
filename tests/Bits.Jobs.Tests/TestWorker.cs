using System.Collections.Concurrent;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Bits.Jobs.Tests;

/// <summary>A kind of job whose handler does what the test says.</summary>
sealed record Work(string Name) : IJobArgs
{
    public static string Kind => "tests.work";
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Work))]
sealed partial class TestJson : JsonSerializerContext;

/// <summary>A worker as a host would have it, with a handler that the test writes.</summary>
sealed class TestWorker : IAsyncDisposable
{
    readonly ServiceProvider _services;
    readonly LogLines _log = new();

    public TestWorker(
        TestDatabase database, Func<Job<Work>, CancellationToken, Task> handle, Action<JobWorkerOptions>? configure = null)
        : this(database.DataSource, handle, configure)
    {
    }

    public TestWorker(
        NpgsqlDataSource dataSource, Func<Job<Work>, CancellationToken, Task> handle,
        Action<JobWorkerOptions>? configure = null, Action<JobKindOptions>? kind = null)
    {
        var services = new ServiceCollection().AddSingleton(dataSource);
        services.AddSingleton(handle);
        services.AddSingleton(Handled);
        services.AddLogging(logging => logging.AddProvider(_log));
        services.AddBitsJobs(options =>
        {
            options.PollInterval = TimeSpan.FromMilliseconds(20);
            options.Retry = new() { FirstDelay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(1) };
            configure?.Invoke(options);
        }).AddHandler<Work, WorkHandler>(TestJson.Default.Work, kind);
        _services = services.BuildServiceProvider();
    }

    /// <summary>Gets what the worker has logged.</summary>
    public IReadOnlyCollection<string> Log => _log.Lines;

    public JobWorker Worker => _services.GetRequiredService<JobWorker>();

    /// <summary>The jobs whose handler has begun, in that order.</summary>
    public ConcurrentQueue<Job<Work>> Handled { get; } = [];

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    sealed class WorkHandler(Func<Job<Work>, CancellationToken, Task> handle, ConcurrentQueue<Job<Work>> handled)
        : IJobHandler<Work>
    {
        public Task HandleAsync(Job<Work> job, CancellationToken ct)
        {
            handled.Enqueue(job);
            return handle(job, ct);
        }
    }
}
