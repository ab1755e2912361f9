using System.Globalization;
using System.Text.Json;

namespace Bits.Jobs.Tests;

/// <summary>Worker processes over one database, and the logs that their handlers write.</summary>
sealed class WorkerProcesses(string connectionString, int concurrency = 10, double leaseSeconds = 2) : IAsyncDisposable
{
    readonly List<ProgramProcess> _processes = [];
    readonly string _logs = Directory.CreateTempSubdirectory("bits-jobs-").FullName;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Starts one and waits until it works.</summary>
    public async Task<ProgramProcess> StartAsync(string kind = "host.sleep")
    {
        var process = ProgramProcess.StartBuilt("Bits.Jobs.Host", [], new Dictionary<string, string?>
        {
            ["DATABASE"] = connectionString,
            ["LOG"] = Path.Combine(_logs, $"{_processes.Count}.log"), // one each: appends of two processes overwrite each other
            ["KIND"] = kind,
            ["CONCURRENCY"] = concurrency.ToString(CultureInfo.InvariantCulture),
            ["LEASE_SECONDS"] = leaseSeconds.ToString(CultureInfo.InvariantCulture),
            ["Logging__LogLevel__Default"] = "Warning",
            ["DOTNET_DbgEnableMiniDump"] = "0",
        });
        _processes.Add(process);
        await process.LineAsync("works", Ct);
        return process;
    }

    /// <summary>How often a handler wrote each number behind this letter.</summary>
    public Dictionary<int, int> Count(char letter)
    {
        return Directory.GetFiles(_logs).SelectMany(Lines)
            .Where(line => line.Length > 2 && line[0] == letter)
            .CountBy(line => int.Parse(line.AsSpan(2), CultureInfo.InvariantCulture))
            .ToDictionary(pair => pair.Key, pair => pair.Value);

        static string[] Lines(string log)
        {
            using var file = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(file);
            return reader.ReadToEnd().Split('\n');
        }
    }

    /// <summary>Waits until handlers have written this many different numbers behind this letter.</summary>
    public async Task ReachAsync(char letter, int count)
    {
        while (Count(letter).Count < count)
            await Task.Delay(20, Ct);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
            await process.DisposeAsync();
        Directory.Delete(_logs, recursive: true);
    }
}

/// <summary>Fills the queue for them.</summary>
static class HostJobs
{
    public static async Task SleepersAsync(this TestDatabase database, int count, int milliseconds, params int[] killers)
    {
        foreach (var chunk in Enumerable.Range(0, count).Chunk(500))
            await database.DataSource.SqlAsync(
                "insert into jobs_queue_job (kind, payload, max_attempts) select 'host.sleep', p::jsonb, 2 from unnest($1::text[]) p",
                (object)chunk.Select(n => JsonSerializer.Serialize(new { n, milliseconds, kills = killers.Contains(n) })).ToArray());
    }

    /// <summary>Waits until no job waits or runs.</summary>
    public static Task AllEndedAsync(this TestDatabase database) => database.DataSource.EventuallyAsync(
        "select not exists (select from jobs_queue_job where state in ('pending', 'running', 'failed'))");

    public static Task<long> CountAsync(this TestDatabase database, string state) => database.DataSource.ValueAsync<long>(
        "select count(*) from jobs_queue_job where state = $1", state);
}
