using System.Diagnostics;

namespace Bits.EmbeddedPostgres.Unix;

/// <summary>Waits for a condition in small steps, reports a long wait, and gives up after the limit.</summary>
/// <param name="what">The condition, such as "another process that starts the server".</param>
/// <param name="report">Receives one report, after a second.</param>
sealed class WaitLoop(string what, Action<string> report)
{
    static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);
    static readonly TimeSpan Noticeable = TimeSpan.FromSeconds(1);
    // Long enough for a large database to recover from a crash on a slow disk.
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    long? _start;
    bool _reported;

    /// <summary>Waits one step. The time runs from the first step.</summary>
    /// <exception cref="PostgresUnavailableException">The limit is over.</exception>
    public async Task StepAsync(CancellationToken ct)
    {
        var waited = Stopwatch.GetElapsedTime(_start ??= Stopwatch.GetTimestamp());
        if (waited > Limit)
            throw new PostgresUnavailableException($"Gave up after {Limit.TotalMinutes} minutes: waiting for {what}.");

        if (waited > Noticeable && !_reported)
        {
            _reported = true;
            report($"waiting for {what}");
        }

        await Task.Delay(Step, ct);
    }
}
