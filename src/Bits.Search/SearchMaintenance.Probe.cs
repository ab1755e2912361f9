using System.Diagnostics;
using Npgsql;

namespace Bits.Search;

public sealed partial class SearchMaintenance
{
    /// <summary>Writes a document for nobody but itself, searches for it at once, removes it, and searches once more: whether
    /// what is committed is found, and what is removed is not, on the path that this process searches by.</summary>
    /// <param name="dataSource">Where the tables are.</param>
    /// <param name="indexer">Writes.</param>
    /// <param name="searcher">Searches.</param>
    /// <param name="ct">Stops it; the document then stays, and nobody can find it.</param>
    public async Task<SearchProbe> ProbeAsync(
        NpgsqlDataSource dataSource, Indexer indexer, Searcher searcher, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(searcher);
        var word = $"probe{Guid.CreateVersion7():N}";
        var (id, tag) = ($"probe:{word}", new AudienceTag($"probe:{word}"));
        var query = new SearchQuery(word, [tag]) { Syntax = SearchSyntax.Web, SomeWords = false };

        await using var db = await dataSource.OpenConnectionAsync(ct).ConfigureAwait(false);
        var started = Stopwatch.GetTimestamp();
        await indexer.UpsertAsync(db, new(Surfaces.Feed, id, word, "", [tag]), ct).ConfigureAwait(false);
        var written = Stopwatch.GetTimestamp();
        var found = (await searcher.SearchAsync(query, ct).ConfigureAwait(false)).Hits.Any(hit => hit.EntityId == id);
        var searched = Stopwatch.GetTimestamp();
        await indexer.DeleteAsync(db, Surfaces.Feed, id, ct).ConfigureAwait(false);
        var gone = (await searcher.SearchAsync(query, ct).ConfigureAwait(false)).Hits.Count == 0;

        return new(found, gone, Stopwatch.GetElapsedTime(started, written), Stopwatch.GetElapsedTime(written, searched));
    }
}

/// <summary>What came of a probe.</summary>
/// <param name="Found">Whether the document was found right after it was written.</param>
/// <param name="Gone">Whether it was not, right after it was removed.</param>
/// <param name="Write">How long writing took.</param>
/// <param name="Search">How long the first search took.</param>
public sealed record SearchProbe(bool Found, bool Gone, TimeSpan Write, TimeSpan Search)
{
    /// <summary>Whether all is well.</summary>
    public bool IsGood => Found && Gone;
}
