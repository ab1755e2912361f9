using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bits.Jobs.Tests;

/// <summary>Code that is not ours throws and blocks wherever it is called: no runner ends, the job ends with the reason.
/// </summary>
public sealed class StrangersCodeTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    readonly JobQueue _queue = new(database.DataSource);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await database.DataSource.SqlAsync("truncate jobs_queue_job, jobs_queue_failure");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public static TheoryData<string> Throwers => ["decide", "message", "string", "stack", "data", "dispose", "activity", "meter"];

    [Theory, MemberData(nameof(Throwers))]
    public async Task Nothing_that_throws_ends_a_runner(string what)
    {
        using var listener = what == "activity" ? BrokenListener() : null;
        using var meter = what == "meter" ? BrokenMeter() : null;
        await EnqueueAsync(20);
        await using var worker = new TestWorker(
            database.DataSource,
            (job, _) => int.Parse(job.Args.Name, null) % 2 == 1 ? Task.CompletedTask : throw new BrokenException(what),
            o => (o.Concurrency, o.Retry) = (2, new()),
            kind => kind.Decide = what == "decide" ? (_, _) => throw new InvalidOperationException("no verdict") : null);

        await worker.Worker.DrainAsync(Ct).WaitAsync(TimeSpan.FromSeconds(30), Ct);

        Assert.Equal(10, await database.CountAsync("succeeded"));
        Assert.Equal(10, await database.CountAsync("failed"));
        Assert.Equal(10L, await database.DataSource.ValueAsync<long>(
            "select count(*) from jobs_queue_failure where type like '%BrokenException' and message <> ''"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_logger_that_throws_or_blocks_stops_no_job(bool blocks)
    {
        using var released = new ManualResetEventSlim();
        await EnqueueAsync(20);
        await using var worker = new LoggedWorker(
            database, new BrokenLogger(() =>
            {
                if (!blocks)
                    throw new InvalidOperationException("no log");
                released.Wait(Ct);
            }));

        await worker.Worker.DrainAsync(Ct).WaitAsync(TimeSpan.FromSeconds(30), Ct);

        Assert.Equal(20, await database.CountAsync("failed"));
        released.Set();
    }

    [Fact]
    public async Task What_is_logged_of_a_job_keeps_the_span_of_its_run()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == JobsTelemetry.SourceName,
            Sample = (ref _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(listener);
        var spans = new List<string?>();
        await EnqueueAsync(1);
        await using var worker = new LoggedWorker(database, new BrokenLogger(() => spans.Add(Activity.Current?.OperationName)));

        await worker.Worker.DrainAsync(Ct);

        Assert.Equal($"process {Work.Kind}", Assert.Single(spans));
    }

    async Task EnqueueAsync(int count) => await _queue.EnqueueManyAsync(
        [.. Enumerable.Range(0, count).Select(i => new Work($"{i}"))], TestJson.Default.Work, ct: Ct);

    static ActivityListener BrokenListener()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == JobsTelemetry.SourceName,
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStarted = _ => throw new InvalidOperationException("no start"),
            ActivityStopped = _ => throw new InvalidOperationException("no stop"),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    static MeterListener BrokenMeter()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, it) =>
            {
                if (instrument.Meter.Name == JobsTelemetry.SourceName)
                    it.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => throw new InvalidOperationException("no measure"));
        listener.Start();
        return listener;
    }

    sealed class BrokenException(string what) : Exception("broken")
    {
        public override string Message => what == "message" ? throw new InvalidOperationException("no message") : base.Message;

        public override string? StackTrace => what == "stack" ? throw new InvalidOperationException("no stack") : base.StackTrace;

        public override System.Collections.IDictionary Data =>
            what == "data" ? throw new InvalidOperationException("no data") : base.Data;

        public override string ToString() => what == "string" ? throw new InvalidOperationException("no string") : base.ToString();
    }

    sealed class BrokenLogger(Action log) : ILogger, ILoggerProvider
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => log();

        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
        }
    }

    /// <summary>A worker whose handler always fails, and whose log goes to a logger of the test's.</summary>
    sealed class LoggedWorker : IAsyncDisposable
    {
        readonly ServiceProvider _services;

        public LoggedWorker(TestDatabase database, ILoggerProvider logger)
        {
            var services = new ServiceCollection().AddSingleton(database.DataSource);
            services.AddLogging(logging => logging.AddProvider(logger));
            services.AddBitsJobs(o => o.Concurrency = 2).AddHandler<Work, FailingHandler>(TestJson.Default.Work);
            _services = services.BuildServiceProvider();
        }

        public JobWorker Worker => _services.GetRequiredService<JobWorker>();

        public ValueTask DisposeAsync() => _services.DisposeAsync();
    }

    sealed class FailingHandler : IJobHandler<Work>
    {
        public Task HandleAsync(Job<Work> job, CancellationToken ct) => throw new InvalidOperationException("failed");
    }
}
