using System.CommandLine;
using System.Diagnostics;

namespace Bits.Load.Measuring;

/// <summary>What clients got in one round.</summary>
/// <param name="Latencies">How long each call took.</param>
/// <param name="Elapsed">How long the round took.</param>
sealed record ClientLoad(Latencies Latencies, TimeSpan Elapsed)
{
    /// <summary>Calls a second, of all clients together.</summary>
    public double PerSecond => Latencies.Count / Elapsed.TotalSeconds;
}

/// <summary>Clients that call at once, each the next time as soon as it has its answer.</summary>
static class Clients
{
    const int Most = 64;

    /// <summary>The option that says how many there are.</summary>
    public static Option<int> CountOption() => NumberOption.Create(
        "--clients", $"How many clients call at once, 1 to {Most}; default 4.", usual: 4, least: 1, Most);

    /// <summary>Lets clients call for a while.</summary>
    /// <param name="clients">Each makes its call with the given number, counted from 0.</param>
    /// <param name="duration">For how long; at least one call each is made.</param>
    public static async Task<ClientLoad> RunAsync(IReadOnlyList<Func<int, Task>> clients, TimeSpan duration) =>
        (await RunAsync(clients, steps: 1, duration))[0];

    /// <summary>Lets clients go through steps, again and again, each with its figures.</summary>
    /// <param name="clients">Each makes its call with the given number: step 0, 1, …, and 0 again.</param>
    /// <param name="steps">How many steps there are; they are not left half way.</param>
    /// <param name="duration">For how long.</param>
    public static async Task<IReadOnlyList<ClientLoad>> RunAsync(
        IReadOnlyList<Func<int, Task>> clients, int steps, TimeSpan duration)
    {
        var started = Stopwatch.GetTimestamp();
        var latencies = await Task.WhenAll(clients.Select(call => Task.Run(() => CallAsync(call, steps, duration))));
        var elapsed = Stopwatch.GetElapsedTime(started);

        return
        [
            .. Enumerable.Range(0, steps).Select(
                step => new ClientLoad(Latencies.Merged(latencies.Select(client => client[step])), elapsed)),
        ];
    }

    static async Task<Latencies[]> CallAsync(Func<int, Task> call, int steps, TimeSpan duration)
    {
        var latencies = Enumerable.Range(0, steps).Select(_ => new Latencies()).ToArray();
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i % steps != 0 || i == 0 || Stopwatch.GetElapsedTime(began) < duration; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await call(i);
            latencies[i % steps].RecordSince(started);
        }

        return latencies;
    }
}
