using System.Diagnostics;
using Bits.Load.Measuring;

namespace Bits.Load.Faults;

/// <summary>A fault, from its beginning until what it broke works again and has settled.</summary>
readonly record struct FaultWindow(string Name, long Began, long Ended)
{
    public TimeSpan Length => Stopwatch.GetElapsedTime(Began, Ended);
}

/// <summary>What was felt of one fault.</summary>
sealed record FaultFigures(
    string Name, int Answered, IReadOnlyList<FailedTry> FailedTries, double PerSecondBefore, double PerSecond, Recovery Recovery)
{
    public double ErrorRate => FailedTries.Count == 0 ? 0 : (double)FailedTries.Count / (FailedTries.Count + Answered);
}

/// <summary>Everything that the clients saw, by the faults that they saw it in.</summary>
sealed class FaultMeasurement(
    IReadOnlyList<Answered> answered, IReadOnlyList<FailedTry> failed, IReadOnlyList<FaultWindow> windows, TimeSpan before)
{
    public int Answered => answered.Count;

    public int FailedTries => failed.Count;

    public int FailedTriesOutside => failed.Count(f => !windows.Any(w => f.At >= w.Began && f.At <= w.Ended));

    /// <summary>The calls, in the order of their names.</summary>
    public IReadOnlyList<string> Calls => [.. answered.Select(a => a.Call).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>How long a call took, in milliseconds, all its tries together: where a fault touched it, or where none did.
    /// </summary>
    public Latencies Milliseconds(string call, bool duringFaults)
    {
        var latencies = new Latencies();
        foreach (var a in answered.Where(a => a.Call == call && duringFaults == windows.Any(w => a.Ended >= w.Began && a.Began <= w.Ended)))
            latencies.Record(Stopwatch.GetElapsedTime(a.Began, a.Ended).TotalMilliseconds);

        return latencies;
    }

    /// <summary>What was felt of each fault.</summary>
    public IReadOnlyList<FaultFigures> Faults() => [.. windows.Select(Fault)];

    FaultFigures Fault(FaultWindow window)
    {
        var perSecond = new long[(int)window.Length.TotalSeconds];
        var (count, earlier) = (0, 0);
        foreach (var a in answered)
        {
            if (a.Ended < window.Began)
                earlier += Stopwatch.GetElapsedTime(a.Ended, window.Began) <= before ? 1 : 0;
            else if (a.Ended <= window.Ended)
            {
                count++;
                var second = (int)Stopwatch.GetElapsedTime(window.Began, a.Ended).TotalSeconds;
                if (second < perSecond.Length)
                    perSecond[second]++;
            }
        }

        var usual = earlier / before.TotalSeconds;
        return new(
            window.Name, count, [.. failed.Where(f => f.At >= window.Began && f.At <= window.Ended)], usual,
            count / window.Length.TotalSeconds, Recovery.Of(perSecond, usual));
    }
}
