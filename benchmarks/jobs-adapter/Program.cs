using System.Diagnostics;
using System.Text.Json.Nodes;
using Bits.Jobs;
using Bits.JobsAdapter;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

var settings = Settings.FromEnvironment();
await using var dataSource = NpgsqlDataSource.Create(Settings.ConnectionString());
var handling = new Handling(settings);
var services = new ServiceCollection().AddSingleton(dataSource).AddSingleton(handling);
services.AddBitsJobs(worker => worker.Concurrency = settings.Concurrency)
    .AddHandler<BenchJob, BenchHandler>(BenchJson.Default.BenchJob);
await using var provider = services.BuildServiceProvider();
var producing = new Producing(provider.GetRequiredService<JobQueue>(), settings);

var began = Stopwatch.GetTimestamp();
switch (settings.Mode)
{
    case "setup":
        await JobsSchema.MigrateAsync(dataSource);
        return 0;
    case "enqueue":
        await PrintAsync(await (settings.IsBulk ? producing.BulkAsync() : producing.SinglyAsync()));
        return 0;
    case "produce":
        await PrintAsync(await producing.AtRateAsync());
        return 0;
    case "drain":
        await DrainAsync();
        return 0;
    case "work":
        await WorkAsync();
        return 0;
    default:
        await Console.Error.WriteLineAsync("MODE: give setup, enqueue, produce, drain or work.");
        return 2;
}

async Task DrainAsync()
{
    using var stop = new CancellationTokenSource();
    var working = provider.GetRequiredService<JobWorker>().RunAsync(stop.Token);
    await Task.WhenAny(handling.All, Task.Delay(TimeSpan.FromSeconds(settings.MaxSeconds)));
    if (handling.All.IsCompleted && !settings.HasBacklog)
    {
        while (await IsUnfinishedAsync())
            await Task.Delay(20);
    }

    var acknowledged = Stopwatch.GetElapsedTime(began).TotalSeconds;
    var handled = handling.All.IsCompleted
        ? Stopwatch.GetElapsedTime(began, handling.LastAt).TotalSeconds
        : acknowledged;
    await PrintAsync(handling.Done, handled, ("seconds_ack", handling.All.IsCompleted ? acknowledged : null));
    await stop.CancelAsync();
    await working;
}

async Task WorkAsync()
{
    using var stop = new CancellationTokenSource();
    var working = provider.GetRequiredService<JobWorker>().RunAsync(stop.Token);
    await Console.Out.WriteLineAsync("""{"ready":true}""");
    await Console.Out.FlushAsync();
    await working;
}

async Task<bool> IsUnfinishedAsync()
{
    await using var command = dataSource.CreateCommand(
        "select exists (select from jobs_queue_job where kind = 'bench.job' and state <> 'succeeded')");
    return (bool)(await command.ExecuteScalarAsync())!;
}

async Task PrintAsync(int jobs, double? seconds = null, params (string Key, double? Value)[] more)
{
    var line = new JsonObject
    {
        ["jobs"] = jobs,
        ["seconds"] = seconds ?? Stopwatch.GetElapsedTime(began).TotalSeconds,
        ["cpu_us"] = Environment.CpuUsage.TotalTime.TotalMicroseconds,
    };
    foreach (var (key, value) in more)
        line[key] = value;
    await Console.Out.WriteLineAsync(line.ToJsonString());
}
