using System.Globalization;
using Bits.Load.Reporting;

namespace Bits.Load.Faults;

/// <summary>The tables and the keys of the scenario.</summary>
static class FaultReport
{
    public static void Print(Report report, FaultMeasurement measured, IReadOnlyList<Checked> proof)
    {
        report.Table(
            "milliseconds a call from its first try to its answer: where no fault was, and where one was",
            ["call", "p50", "p95", "p99", "p50", "p95", "p99"],
            measured.Calls.Select(call => (string[])
            [
                call,
                .. from during in (bool[])[false, true]
                   let ms = measured.Milliseconds(call, during)
                   from share in (double[])[0.50, 0.95, 0.99]
                   select ms.Count > 0 ? Text(ms.Percentile(share)) : "",
            ]));
        report.Table(
            "faults", ["fault", "failed tries", "of all tries", "calls a second before", "in it", "back after, s", "low, s"],
            measured.Faults().Select(f => (string[])
            [
                f.Name, Kinds(f.FailedTries), f.ErrorRate.ToString("0.000 %", CultureInfo.InvariantCulture),
                Text(f.PerSecondBefore), Text(f.PerSecond), $"{f.Recovery.Seconds}", $"{f.Recovery.LowSeconds}",
            ]));
        report.Table(
            "what was acknowledged, and what the database shows", ["what", "acknowledged", "lost", "surplus"],
            proof.Select(c => (string[])[c.What, $"{c.Acknowledged:N0}", $"{c.Lost:N0}", $"{c.Surplus:N0}"]));
    }

    public static Figures AsFigures(FaultMeasurement measured, TimeSpan load, double drained, IReadOnlyList<Checked> proof)
    {
        var figures = new Figures();
        figures.Add("answered", measured.Answered);
        figures.Add("rps", measured.Answered / load.TotalSeconds);
        figures.Add("failed_tries", measured.FailedTries);
        figures.Add("failed_tries_outside", measured.FailedTriesOutside);
        figures.Add("error_rate", (double)measured.FailedTries / (measured.FailedTries + measured.Answered));
        figures.Add("drained_seconds", drained);
        figures.Add("calls", Group(measured.Calls, call => call, (call, one) => AddLatencies(one, measured, call)));
        figures.Add("faults", Group(measured.Faults(), fault => fault.Name, AddFault));
        figures.Add("proof", Group(proof, check => check.What.Replace(' ', '_'), AddCheck));
        return figures;
    }

    // What nobody called, on a slow machine at small scale, has no figure.
    static void AddLatencies(Figures one, FaultMeasurement measured, string call)
    {
        foreach (var (prefix, during) in (ReadOnlySpan<(string, bool)>)[("", false), ("faults_", true)])
        {
            var ms = measured.Milliseconds(call, during);
            if (ms.Count == 0)
                continue;

            one.Add($"{prefix}p50_ms", ms.P50);
            one.Add($"{prefix}p95_ms", ms.P95);
            one.Add($"{prefix}p99_ms", ms.P99);
        }
    }

    static void AddFault(FaultFigures fault, Figures one)
    {
        one.Add("failed_tries", fault.FailedTries.Count);
        one.Add("error_rate", fault.ErrorRate);
        one.Add("rps_before", fault.PerSecondBefore);
        one.Add("rps", fault.PerSecond);
        one.Add("recovery_seconds", fault.Recovery.Seconds);
        one.Add("low_seconds", fault.Recovery.LowSeconds);
    }

    static void AddCheck(Checked check, Figures one)
    {
        one.Add("acknowledged", check.Acknowledged);
        one.Add("lost", check.Lost);
        one.Add("surplus", check.Surplus);
    }

    static Figures Group<T>(IEnumerable<T> items, Func<T, string> key, Action<T, Figures> fill)
    {
        var group = new Figures();
        foreach (var item in items)
        {
            var one = new Figures();
            fill(item, one);
            group.Add(key(item), one);
        }

        return group;
    }

    // Such as 214 (503: 190, broken off: 24).
    static string Kinds(IReadOnlyList<FailedTry> failed)
    {
        var kinds = failed.CountBy(f => f.What).OrderByDescending(kind => kind.Value).Select(kind => $"{kind.Key}: {kind.Value:N0}");
        return failed.Count == 0 ? "0" : $"{failed.Count:N0} ({string.Join(", ", kinds)})";
    }

    static string Text(double value) => value.ToString(value >= 100 ? "N0" : "0.00", CultureInfo.InvariantCulture);
}
