using Bits.Search;
using Npgsql;

namespace Bits.Platform.Upkeep;

/// <summary>What the index needs now and then. Safe from any number of hosts: the database lets one at a time work.</summary>
public sealed class SearchUpkeep(NpgsqlDataSource dataSource, SearchMaintenance maintenance, Indexer indexer, Searcher searcher)
{
    /// <summary>Counts words and makes tables where that is due, and writes anew what an earlier version made.</summary>
    public async Task TidyAsync(CancellationToken ct)
    {
        await using var db = await dataSource.OpenConnectionAsync(ct);
        await maintenance.TidyAsync(db, ct);
        await maintenance.ReindexAsync(dataSource, indexer, ct: ct);
    }

    /// <summary>Whether what is written is found, the way this process searches.</summary>
    public Task<SearchProbe> ProbeAsync(CancellationToken ct) => maintenance.ProbeAsync(dataSource, indexer, searcher, ct);
}
