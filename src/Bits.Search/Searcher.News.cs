using Bits.Search.Live.Follow;
using Bits.Search.Paths;
using Bits.Search.Presentation;
using Npgsql;

namespace Bits.Search;

public sealed partial class Searcher
{
    /// <summary>Lists documents with all words that were written since a mark, the latest first: for alerts. Save the new
    /// mark in the transaction of the alert: then every document is reported exactly once, even when writers commit
    /// late.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="query">The query and its caller. Finds at most its limit; ignores its cursor.</param>
    /// <param name="since">The <see cref="SearchNews.Now"/> of the previous call; null for the first call, which finds
    /// nothing new.</param>
    /// <param name="ct">Stops the call.</param>
    /// <exception cref="InvalidArgumentException">As for a search.</exception>
    public async Task<SearchNews> ListNewAsync(
        NpgsqlConnection db, SearchQuery query, SearchMark? since, CancellationToken ct = default)
    {
        Check(query);
        var vocabulary = await VocabularyAsync(db, query, ct).ConfigureAwait(false);
        var statistics = await _statistics.GetAsync(db, version: null, ct).ConfigureAwait(false);
        var search = new PagedSearch(db, query, _database, place: null);

        var basis = new SearchBasis(vocabulary, statistics, Place: null);
        var analyzed = await AnalyzeAsync(search, basis, isFuzzy: false, ct).ConfigureAwait(false);
        if (since is not { } mark || !analyzed.Query.HasWords)
            return new([], Mark(await CandidateRows.ReadMarkAsync(db, ct).ConfigureAwait(false)));

        var (ids, now) = await search.ListNewAsync(analyzed.Query, new(mark.Snapshot, mark.Time), ct).ConfigureAwait(false);
        var texts = new PageTexts(db, OwnTransaction.Kind.HasWrittenNothing);
        await texts.ReadAsync(search.AudienceTags, search.ExcludedAuthors, ids, ct).ConfigureAwait(false);
        return new([.. ids.Select(texts.Find).OfType<PageText>().Select(New)], Mark(now));
    }

    static NewDocument New(PageText text) => new(text.Surface, text.EntityId, text.Title);

    static SearchMark Mark(SnapshotMark point) => new(point.Snapshot, point.Time);
}

/// <summary>Marks a moment in the history of the index.</summary>
/// <param name="Snapshot">The committed transactions, as <c>pg_snapshot</c> prints them.</param>
/// <param name="Time">The time of the database.</param>
public readonly record struct SearchMark(string Snapshot, DateTimeOffset Time);

/// <summary>Lists new documents.</summary>
/// <param name="Documents">The documents, the latest first.</param>
/// <param name="Now">The mark for the next call.</param>
public sealed record SearchNews(IReadOnlyList<NewDocument> Documents, SearchMark Now);

/// <summary>Names a new document.</summary>
/// <param name="Surface">The name of a <see cref="SearchSurface"/>.</param>
/// <param name="EntityId">The id on the surface.</param>
/// <param name="Title">The title.</param>
public sealed record NewDocument(string Surface, string EntityId, string Title);
