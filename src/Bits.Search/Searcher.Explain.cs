using Bits.Search.Paths;
using Bits.Search.Presentation;
using Bits.Shared;
using Npgsql;

namespace Bits.Search;

public sealed partial class Searcher
{
    /// <inheritdoc cref="ExplainAsync(NpgsqlConnection, SearchQuery, string, string, CancellationToken)"/>
    public Task<SearchExplanation?> ExplainAsync(
        SearchQuery query, string surface, string entityId, CancellationToken ct = default) =>
        _dataSource.WithConnectionAsync(db => ExplainAsync(db, query, surface, entityId, ct), ct);

    /// <summary>Why a document is found, or why not; null when it is not there or not for the caller, which nobody can
    /// tell apart.</summary>
    /// <exception cref="ArgumentException">As for a search.</exception>
    public async Task<SearchExplanation?> ExplainAsync(
        NpgsqlConnection db, SearchQuery query, string surface, string entityId, CancellationToken ct = default)
    {
        Check(query);
        var vocabulary = await _vocabulary.GetAsync(db, ct).ConfigureAwait(false);
        var statistics = await _statistics.GetAsync(db, version: null, ct).ConfigureAwait(false);
        var walk = new Walk(db, query, _database, place: null);

        var analyzed = await AnalyzeAsync(walk, vocabulary, statistics, isFuzzy: false, ct).ConfigureAwait(false);
        var row = await ExplainedRow.FindAsync(
            db, walk.AudienceTags, walk.AffinityTags, surface, PostgresText.Cleaned(entityId, 1000), ct).ConfigureAwait(false);
        return row?.Explain(analyzed);
    }

    /// <summary>The audience tags of a document, whoever asks; null where there is no such document. For operators alone:
    /// with <see cref="ExplainAsync(NpgsqlConnection, SearchQuery, string, string, CancellationToken)"/> it tells "not there"
    /// from "not for them".</summary>
    public async Task<IReadOnlyList<AudienceTag>?> FindTagsAsync(
        NpgsqlConnection db, string surface, string entityId, CancellationToken ct = default)
    {
        const string sql = "select /* maintenance */ audience_tags from search_document where surface = $1 and entity_id = $2";

        var tags = await db.FindAsync(
            sql, [surface, PostgresText.Cleaned(entityId, 1000)], row => row.GetFieldValue<string[]>(0), ct).ConfigureAwait(false);
        return tags is null ? null : [.. tags.Select(tag => new AudienceTag(tag))];
    }
}
