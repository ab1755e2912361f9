using System.Globalization;
using Bits.Load.Measuring;

namespace Bits.Load.Jobs;

/// <summary>How long jobs wait that come one by one at a rate, from before the call that enqueues one to the beginning of
/// its handler.</summary>
static class PickUp
{
    const int Concurrency = 20;
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Starts a worker, lets jobs come for so long, and returns how long they waited, in milliseconds.</summary>
    public static async Task<IReadOnlyList<double>> MeasureAsync(
        Adapter adapter, int perSecond, TimeSpan time, TimeSpan warmUp, CancellationToken ct)
    {
        var log = Path.GetTempFileName();
        using var worker = await adapter.WorkAsync(log, Concurrency, ct);
        try
        {
            await ProduceAsync(adapter, log, perSecond, warmUp, ct);
            return await ProduceAsync(adapter, log, perSecond, time, ct);
        }
        finally
        {
            worker.Kill();
            await worker.WaitForExitAsync(CancellationToken.None);
            File.Delete(log);
        }
    }

    /// <summary>Lets jobs come to a worker that writes this log, and returns how long they waited, in milliseconds.
    /// </summary>
    public static async Task<IReadOnlyList<double>> ProduceAsync(
        Adapter adapter, string log, int perSecond, TimeSpan time, CancellationToken ct)
    {
        var (from, jobs) = (new FileInfo(log).Length, (int)(perSecond * time.TotalSeconds));
        await adapter.RunAsync("produce", ct, ("N", jobs), ("RATE", perSecond), ("MAX_SECONDS", time.TotalSeconds + 10));

        for (var waited = TimeSpan.Zero; ; waited += TimeSpan.FromSeconds(0.2))
        {
            var waits = Waits(log, from).ToList();
            if (waits.Count >= jobs || waited > Patience)
                return waits;
            await Task.Delay(TimeSpan.FromSeconds(0.2), ct);
        }
    }

    /// <summary>A percentile of waits.</summary>
    public static double Percentile(IEnumerable<double> waits, double share)
    {
        var latencies = new Latencies();
        foreach (var wait in waits)
            latencies.Record(wait);
        return latencies.Percentile(share);
    }

    // S number enqueued begun; other lines are ends, and the last one may be half written.
    static IEnumerable<double> Waits(string log, long from)
    {
        using var file = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Position = from;
        using var reader = new StreamReader(file);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith("S ", StringComparison.Ordinal) && line.Split(' ') is [_, _, var enqueued, var begun])
                yield return (Number(begun) - Number(enqueued)) / 1_000d;
        }
    }

    static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
