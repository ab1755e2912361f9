using Bits.Search;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Bits.Platform.Upkeep;

/// <summary>Keeps the index while the host runs: word statistics once a day or when it has grown, tables for signals, and
/// documents that an earlier version made. Every host runs it; the database lets one at a time work.</summary>
sealed partial class SearchCaretaker(
    NpgsqlDataSource dataSource, SearchMaintenance maintenance, Indexer indexer, TimeProvider clock, ILogger<SearchCaretaker> log)
    : BackgroundService
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
            await using var db = await dataSource.OpenConnectionAsync(ct);
            await maintenance.TidyAsync(db, ct);
            await maintenance.ReindexAsync(dataSource, indexer, ct: ct);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or IOException)
        {
            Failed(e);
        }
    }

    [LoggerMessage(340, LogLevel.Warning, "The search index was not kept; in an hour again.")]
    partial void Failed(Exception e);
}
