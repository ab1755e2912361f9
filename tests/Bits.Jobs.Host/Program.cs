// A worker as a process of its own, for tests that kill it. Handlers write when they begin and end.
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Serialization;
using Bits.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddSingleton(_ => NpgsqlDataSource.Create(Setting("DATABASE")));
builder.Services.AddSingleton(_ => new FileStream(
    Setting("LOG"), FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 1));
var jobs = builder.Services.AddBitsJobs(worker =>
{
    worker.Concurrency = int.Parse(Setting("CONCURRENCY"), CultureInfo.InvariantCulture);
    worker.Lease = TimeSpan.FromSeconds(double.Parse(Setting("LEASE_SECONDS"), CultureInfo.InvariantCulture));
});
if (Setting("KIND") == Sleep.Kind)
    jobs.AddHandler<Sleep, SleepHandler>(HostJson.Default.Sleep);
else
    jobs.AddHandler<Other, OtherHandler>(HostJson.Default.Other);
jobs.AddWorker();

using var host = builder.Build();
if (Environment.GetEnvironmentVariable("MIGRATE") is not null)
    await JobsSchema.MigrateAsync(host.Services.GetRequiredService<NpgsqlDataSource>());
await host.StartAsync();
Console.WriteLine("works");
await host.WaitForShutdownAsync();

static string Setting(string name) =>
    Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is missing.");

/// <summary>Takes a while; or ends the process.</summary>
sealed record Sleep(int N = 0, int Milliseconds = 0, bool Kills = false) : IJobArgs
{
    public static string Kind => "host.sleep";
}

/// <summary>What another deployment does.</summary>
sealed record Other(int N) : IJobArgs
{
    public static string Kind => "host.other";
}

sealed class SleepHandler(FileStream log) : IJobHandler<Sleep>
{
    public async Task HandleAsync(Job<Sleep> job, CancellationToken ct)
    {
        log.Line($"S {job.Args.N}");
        log.Line($"+{Stopwatch.GetTimestamp()} {job.Args.N}");
        if (job.Args.Kills)
            Environment.FailFast("a poison job");

        await Task.Delay(job.Args.Milliseconds, CancellationToken.None); // a handler that does not listen
        log.Line($"-{Stopwatch.GetTimestamp()} {job.Args.N}");
        log.Line($"E {job.Args.N}");
    }
}

sealed class OtherHandler(FileStream log) : IJobHandler<Other>
{
    public Task HandleAsync(Job<Other> job, CancellationToken ct)
    {
        log.Line($"E {job.Args.N}");
        return Task.CompletedTask;
    }
}

static class Log
{
    // In one write: it survives a SIGKILL.
    public static void Line(this FileStream log, string line)
    {
        lock (log)
        {
            log.Write(System.Text.Encoding.ASCII.GetBytes(line + "\n"));
            log.Flush();
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Sleep))]
[JsonSerializable(typeof(Other))]
sealed partial class HostJson : JsonSerializerContext;
