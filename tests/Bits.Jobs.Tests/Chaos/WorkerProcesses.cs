using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Bits.Jobs.Tests;

/// <summary>Worker processes over one database, and the log that their handlers write.</summary>
sealed class WorkerProcesses(string connectionString, int concurrency = 10, double leaseSeconds = 2) : IAsyncDisposable
{
    readonly List<(ProgramProcess Process, string Log)> _processes = [];
    readonly Dictionary<string, long> _killed = [];

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Starts one and waits until it works.</summary>
    public Task<ProgramProcess> StartAsync(string kind = "host.sleep") => StartAsync(ProgramProcess.Built("Bits.Jobs.Host"), kind, migrates: false);

    /// <summary>Starts another build of the program, which migrates the database, and waits until it works.</summary>
    public Task<ProgramProcess> StartMigratingAsync(string program) => StartAsync(program, "host.sleep", migrates: true);

    async Task<ProgramProcess> StartAsync(string program, string kind, bool migrates)
    {
        var log = Path.Combine(Path.GetTempPath(), $"bits-jobs-{Guid.CreateVersion7():N}.log"); // two would write over each other
        var process = ProgramProcess.Start("dotnet", [program], new Dictionary<string, string?>
        {
            ["MIGRATE"] = migrates ? "true" : null,
            ["DATABASE"] = connectionString,
            ["LOG"] = log,
            ["KIND"] = kind,
            ["CONCURRENCY"] = concurrency.ToString(CultureInfo.InvariantCulture),
            ["LEASE_SECONDS"] = leaseSeconds.ToString(CultureInfo.InvariantCulture),
            ["Logging__LogLevel__Default"] = "Warning",
            ["DOTNET_DbgEnableMiniDump"] = "0",
        });
        _processes.Add((process, log));
        await process.LineAsync("works", Ct);
        return process;
    }

    /// <summary>How often a handler wrote each number behind this letter.</summary>
    public Dictionary<int, int> Count(char letter) => _processes.SelectMany(p => Read(p.Log))
        .Where(line => line.Length > 2 && line[0] == letter && line[1] == ' ')
        .CountBy(line => int.Parse(line.AsSpan(2), CultureInfo.InvariantCulture))
        .ToDictionary(pair => pair.Key, pair => pair.Value);

    /// <summary>Kills one, and notes when it was dead.</summary>
    public async Task KillAsync(ProgramProcess process)
    {
        await process.KillAsync(Ct);
        _killed[_processes.Single(p => p.Process == process).Log] = Stopwatch.GetTimestamp();
    }

    /// <summary>How many handlers ran at once at most: in all, in one process, and of one key.</summary>
    public (int InAll, int OfAProcess, int OfAKey) Overlaps(Func<int, int> key)
    {
        var events = _processes.SelectMany(p => Read(p.Log).Where(line => line.Length > 2 && line[0] is '+' or '-').Select(line =>
        {
            var parts = line[1..].Split(' ');
            return (At: long.Parse(parts[0], CultureInfo.InvariantCulture), IsBegin: line[0] == '+', p.Log, N: int.Parse(parts[1], CultureInfo.InvariantCulture));
        })).Concat(_killed.Select(k => (At: k.Value, IsBegin: false, Log: k.Key, N: -1)));
        HashSet<(string Log, int N)> running = [];
        var most = (InAll: 0, OfAProcess: 0, OfAKey: 0);
        foreach (var e in events.OrderBy(e => e.At))
        {
            if (e.N < 0)
                running.RemoveWhere(run => run.Log == e.Log);
            else if (!e.IsBegin)
                running.Remove((e.Log, e.N));
            else if (running.Add((e.Log, e.N)))
                most = (
                    Math.Max(most.InAll, running.Count), Math.Max(most.OfAProcess, running.Count(run => run.Log == e.Log)),
                    Math.Max(most.OfAKey, running.Count(run => key(run.N) == key(e.N))));
        }

        return most;
    }

    static IEnumerable<string> Read(string log)
    {
        if (!File.Exists(log))
            return [];

        using var file = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        return reader.ReadToEnd().Split('\n');
    }

    /// <summary>Waits until handlers have written this many different numbers behind this letter.</summary>
    public async Task ReachAsync(char letter, int count)
    {
        while (Count(letter).Count < count)
            await Task.Delay(20, Ct);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (process, log) in _processes)
        {
            await process.DisposeAsync();
            File.Delete(log);
        }
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
