using System.Diagnostics;
using Npgsql;

namespace Bits.Search;

public sealed partial class SearchMaintenance
{
    /// <summary>Writes a document with a tag of its own, searches for it, removes it, and searches again. Checks that this
    /// process finds what is committed and no longer finds what is removed.</summary>
    /// <param name="dataSource">The database with the tables.</param>
    /// <param name="indexer">The indexer to check.</param>
    /// <param name="searcher">The searcher to check.</param>
    /// <param name="surface">The surface to write to; no caller sees the document.</param>
    /// <param name="ct">Stops the probe; the document then stays, hidden from all callers.</param>
    public async Task<SearchProbe> ProbeAsync(
        NpgsqlDataSource dataSource, Indexer indexer, Searcher searcher, string surface, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(searcher);
        var word = $"probe{Guid.CreateVersion7():N}";
        var (id, tag) = ($"probe:{word}", new AudienceTag($"probe:{word}"));
        var query = new SearchQuery(word, [tag]) { Syntax = SearchSyntax.Web, SomeWords = false };

        await using var db = await dataSource.OpenConnectionAsync(ct).ConfigureAwait(false);
        var started = Stopwatch.GetTimestamp();
        await indexer.UpsertAsync(db, new(surface, id, word, "", [tag]), ct).ConfigureAwait(false);
        var written = Stopwatch.GetTimestamp();
        var found = (await searcher.SearchAsync(query, ct).ConfigureAwait(false)).Hits.Any(hit => hit.EntityId == id);
        var searched = Stopwatch.GetTimestamp();
        await indexer.DeleteAsync(db, surface, id, ct).ConfigureAwait(false);
        var gone = (await searcher.SearchAsync(query, ct).ConfigureAwait(false)).Hits.Count == 0;

        return new(found, gone, Stopwatch.GetElapsedTime(started, written), Stopwatch.GetElapsedTime(written, searched));
    }
}

/// <summary>Holds the result of a probe.</summary>
/// <param name="Found">Whether the search found the document after the write.</param>
/// <param name="Gone">Whether the search no longer found it after the removal.</param>
/// <param name="Write">The duration of the write.</param>
/// <param name="Search">The duration of the first search.</param>
public sealed record SearchProbe(bool Found, bool Gone, TimeSpan Write, TimeSpan Search)
{
    /// <summary>Gets whether both checks passed.</summary>
    public bool IsGood => Found && Gone;
}
