using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Bits.Load.Database;

namespace Bits.Load.Jobs;

/// <summary>What the adapter answered.</summary>
/// <param name="Jobs">How many jobs.</param>
/// <param name="Seconds">In which time; of a drain, until the database showed no unfinished job.</param>
/// <param name="HandledSeconds">Of a drain, until the last handler had returned.</param>
/// <param name="CpuSeconds">What its process used.</param>
sealed record AdapterAnswer(int Jobs, double Seconds, double HandledSeconds, double CpuSeconds)
{
    public double HandledPerSecond => Jobs / HandledSeconds;

    public double PerSecond => Jobs / Seconds;
}

/// <summary>The program that the harness of job queues runs too, over a schema of ours.</summary>
sealed class Adapter(LoadSchema schema)
{
    /// <summary>Has it do one thing.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message is what it said.</exception>
    public async Task<AdapterAnswer> RunAsync(
        string mode, CancellationToken ct, params (string Name, object Value)[] settings)
    {
        using var process = Start(mode, settings);
        var said = await process.StandardOutput.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"The adapter failed at {mode}: {said}");
        if (mode == "setup")
            return new(0, 1, 1, 0);

        var line = JsonSerializer.Deserialize<JsonElement>(said.Split('\n').Last(l => l.StartsWith('{')));
        var handled = line.GetProperty("seconds").GetDouble();
        var seconds = line.TryGetProperty("seconds_ack", out var acknowledged)
            ? acknowledged.ValueKind == JsonValueKind.Number
                ? acknowledged.GetDouble()
                : throw new InvalidOperationException($"The adapter did not finish its drain: {line}")
            : handled;
        return new(line.GetProperty("jobs").GetInt32(), seconds, handled, line.GetProperty("cpu_us").GetDouble() / 1e6);
    }

    /// <summary>Starts a worker and waits until it works.</summary>
    public async Task<Process> WorkAsync(
        string log, int concurrency, CancellationToken ct, params (string Name, object Value)[] more)
    {
        var process = Start("work", [("LOG", log), ("CONCURRENCY", concurrency), .. more]);
        while (await process.StandardOutput.ReadLineAsync(ct) is { } line)
        {
            if (line.StartsWith('{'))
                return process;
        }

        throw new InvalidOperationException("The adapter's worker did not start.");
    }

    Process Start(string mode, (string Name, object Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [Built]) { RedirectStandardOutput = true };
        start.Environment["MODE"] = mode;
        start.Environment["CONNECTION_STRING"] = schema.ConnectionString;
        foreach (var (name, value) in settings)
            start.Environment[name] = Convert.ToString(value, CultureInfo.InvariantCulture);
        return Process.Start(start)!;
    }

    // …/artifacts/bin/Bits.Load/release/ -> …/artifacts/bin/Bits.JobsAdapter/release/
    static string Built
    {
        get
        {
            var own = AppContext.BaseDirectory.TrimEnd('/');
            return Path.Combine(own, "..", "..", "Bits.JobsAdapter", Path.GetFileName(own), "Bits.JobsAdapter.dll");
        }
    }
}
