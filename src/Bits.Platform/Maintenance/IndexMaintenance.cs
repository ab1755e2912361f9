using Bits.Search;
using Npgsql;

namespace Bits.Platform.Maintenance;

/// <summary>Maintains the search index. Safe on any number of hosts: the database allows one at a time.</summary>
public sealed class IndexMaintenance(NpgsqlDataSource dataSource, SearchMaintenance maintenance, Indexer indexer, Searcher searcher)
{
    /// <summary>Refreshes statistics and partitions when due, and reindexes documents of earlier versions.</summary>
    public async Task TidyAsync(CancellationToken ct)
    {
        await using var db = await dataSource.OpenConnectionAsync(ct);
        await maintenance.TidyAsync(db, ct);
        await maintenance.ReindexAsync(dataSource, indexer, ct: ct);
    }

    /// <summary>Writes a document, searches for it and removes it, with this process's searcher.</summary>
    public Task<SearchProbe> ProbeAsync(CancellationToken ct) =>
        maintenance.ProbeAsync(dataSource, indexer, searcher, Surfaces.Feed, ct);
}
