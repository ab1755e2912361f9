using System.Diagnostics;

namespace Bits.EmbeddedPostgres.Unix;

/// <summary>Waits for something in small steps, says so once it takes long, and gives up when it takes too long.</summary>
/// <param name="what">What is waited for: "another process that starts the server".</param>
/// <param name="report">Told once, after a second.</param>
sealed class Patience(string what, Action<string> report)
{
    static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);
    static readonly TimeSpan Noticeable = TimeSpan.FromSeconds(1);
    // Long enough for a big database to recover from a crash on a slow disk.
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    long? _start;
    bool _reported;

    /// <summary>Waits a step. The time runs from the first one.</summary>
    /// <exception cref="PostgresUnavailableException">The time is up.</exception>
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
