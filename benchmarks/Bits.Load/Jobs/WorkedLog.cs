using System.Diagnostics;
using System.Globalization;

namespace Bits.Load.Jobs;

/// <summary>A worker process, and what its handlers write.</summary>
sealed class WorkedLog(Func<string, Task<Process>> start) : IDisposable
{
    readonly string _log = Path.Combine(Path.GetTempPath(), $"bits-load-{Guid.CreateVersion7():N}.log");
    Process? _process;
    long _endedAt = long.MaxValue;

    /// <summary>Starts it.</summary>
    public async Task StartAsync() => _process = await start(_log);

    /// <summary>Ends it with SIGKILL: then none of its handlers runs.</summary>
    public void Kill()
    {
        if (_process is not { } process)
            return;

        _process = null;
        process.Kill();
        process.WaitForExit();
        process.Dispose();
        _endedAt = (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / 10;
    }

    public void Dispose()
    {
        Kill();
        File.Delete(_log);
    }

    /// <summary>How often a handler began while so many ran already, in all processes.</summary>
    public static int Violations(IReadOnlyList<WorkedLog> logs, int most)
    {
        var running = 0;
        var violations = 0;
        foreach (var (_, change) in logs.SelectMany(log => log.Changes()).OrderBy(c => c.At).ThenBy(c => c.Change))
        {
            running += change;
            if (change > 0 && running > most)
                violations++;
        }

        return violations;
    }

    IEnumerable<(long At, int Change)> Changes()
    {
        if (!File.Exists(_log))
            yield break;

        var open = 0;
        foreach (var line in File.ReadLines(_log).Where(line => line.Length > 0))
        {
            var at = long.Parse(line.AsSpan(line.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture);
            var change = line[0] == 'S' ? 1 : -1;
            open += change;
            yield return (at, change);
        }

        for (; open > 0; open--)
            yield return (_endedAt, -1);
    }
}
