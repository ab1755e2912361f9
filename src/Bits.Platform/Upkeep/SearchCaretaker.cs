using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Bits.Platform.Upkeep;

/// <summary>Keeps the index while the host runs: once an hour it does what is due, and probes whether what is written is
/// found. Every host runs it; the database lets one at a time work.</summary>
sealed partial class SearchCaretaker(SearchUpkeep upkeep, TimeProvider clock, ILogger<SearchCaretaker> log) : BackgroundService
{
    static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ticks = new PeriodicTimer(Interval, clock);
        try
        {
            do
            {
                await TidyAsync(stoppingToken);
            }
            while (await ticks.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    async Task TidyAsync(CancellationToken ct)
    {
        try
        {
            await upkeep.TidyAsync(ct);
            if (await upkeep.ProbeAsync(ct) is { IsGood: false } probe)
                ProbeFailed(probe.Found, probe.Gone);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or IOException)
        {
            Failed(e);
        }
    }

    [LoggerMessage(340, LogLevel.Warning, "The search index was not kept; in an hour again.")]
    partial void Failed(Exception e);

    [LoggerMessage(341, LogLevel.Error, "The index does not show what is written: a document was found: {Found}; it was gone when removed: {Gone}.")]
    partial void ProbeFailed(bool found, bool gone);
}
