using Bits.Search.Paths;
using Bits.Search.Presentation;
using Bits.Search.Ranking;
using Bits.Shared;
using Npgsql;

namespace Bits.Search;

public sealed partial class Searcher
{
    /// <inheritdoc cref="ExplainAsync(NpgsqlConnection, SearchQuery, string, string, CancellationToken)"/>
    public Task<SearchExplanation?> ExplainAsync(
        SearchQuery query, string surface, string entityId, CancellationToken ct = default) =>
        _dataSource.WithConnectionAsync(db => ExplainAsync(db, query, surface, entityId, ct), ct);

    /// <summary>Explains why a query finds a document, or why not. Returns null when the document is absent and when the
    /// caller may not see it; the caller cannot tell which. A document of an excluded author that the tags admit says so.
    /// </summary>
    /// <exception cref="InvalidArgumentException">As for a search.</exception>
    public async Task<SearchExplanation?> ExplainAsync(
        NpgsqlConnection db, SearchQuery query, string surface, string entityId, CancellationToken ct = default)
    {
        Check(query);
        var vocabulary = await VocabularyAsync(db, query, ct).ConfigureAwait(false);
        var statistics = await _statistics.GetAsync(db, version: null, ct).ConfigureAwait(false);
        var search = new PagedSearch(db, query, _database, place: null);

        var basis = new SearchBasis(vocabulary, statistics, Place: null);
        var analyzed = await AnalyzeAsync(search, basis, isFuzzy: false, ct).ConfigureAwait(false);
        var row = await ExplainedRow.FindAsync(
            db, search.AsPathQuery(analyzed.Query, MatchGroup.AllWords), surface, PostgresText.Cleaned(entityId, 1000), ct)
            .ConfigureAwait(false);
        return row?.Explain(analyzed);
    }

    /// <summary>Finds the audience tags of a document without checking permissions; null when it is absent. For operators
    /// only: beside <see cref="ExplainAsync(NpgsqlConnection, SearchQuery, string, string, CancellationToken)"/> it tells
    /// "absent" from "hidden".</summary>
    public async Task<IReadOnlyList<AudienceTag>?> FindTagsAsync(
        NpgsqlConnection db, string surface, string entityId, CancellationToken ct = default)
    {
        const string sql = "select audience_tags from search_document where surface = $1 and entity_id = $2";

        var tags = await db.FindAsync(
            sql, [surface, PostgresText.Cleaned(entityId, 1000)], row => row.GetFieldValue<string[]>(0), ct).ConfigureAwait(false);
        return tags is null ? null : [.. tags.Select(tag => new AudienceTag(tag))];
    }
}
