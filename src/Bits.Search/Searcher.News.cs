using Bits.Search.Paths;
using Bits.Search.Presentation;
using Npgsql;

namespace Bits.Search;

public sealed partial class Searcher
{
    /// <summary>What fits, has all the words, and was written since a mark, the latest first: for alerts. Whoever keeps the
    /// mark in the transaction in which they tell of it misses nothing and tells nothing twice, however long writers took to
    /// commit.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="query">What, and on whose behalf; at most its limit is found, its cursor counts for nothing.</param>
    /// <param name="since">The <see cref="SearchNews.Now"/> of the time before; null the first time: then nothing is new.
    /// </param>
    /// <param name="ct">Stops it.</param>
    /// <exception cref="ArgumentException">As for a search.</exception>
    public async Task<SearchNews> ListNewAsync(
        NpgsqlConnection db, SearchQuery query, SearchMark? since, CancellationToken ct = default)
    {
        Check(query);
        var vocabulary = await _vocabulary.GetAsync(db, ct).ConfigureAwait(false);
        var statistics = await _statistics.GetAsync(db, version: null, ct).ConfigureAwait(false);
        var walk = new Walk(db, query, _database, place: null);

        var analyzed = await AnalyzeAsync(walk, vocabulary, statistics, isFuzzy: false, ct).ConfigureAwait(false);
        if (since is not { } mark || !analyzed.Query.HasWords)
            return new([], Mark(await CandidateRows.ReadPointAsync(db, ct).ConfigureAwait(false)));

        var (ids, now) = await walk.ListNewAsync(analyzed.Query, new(mark.Snapshot, mark.Time), ct).ConfigureAwait(false);
        var texts = await PageText.ReadAsync(db, walk.AudienceTags, ids, ct).ConfigureAwait(false);
        return new([.. ids.Where(texts.ContainsKey).Select(id => New(texts[id]))], Mark(now));
    }

    static NewDocument New(PageText text) => new(text.Surface, text.EntityId, text.Title);

    static SearchMark Mark(ReadPoint point) => new(point.Snapshot, point.Time);
}

/// <summary>A moment in the history of the index.</summary>
/// <param name="Snapshot">What had committed, as <c>pg_snapshot</c> prints it.</param>
/// <param name="Time">The database's clock.</param>
public readonly record struct SearchMark(string Snapshot, DateTimeOffset Time);

/// <summary>What is new.</summary>
/// <param name="Documents">The latest first.</param>
/// <param name="Now">From where to ask the next time.</param>
public sealed record SearchNews(IReadOnlyList<NewDocument> Documents, SearchMark Now);

/// <summary>A document that was written since.</summary>
/// <param name="Surface">One of <see cref="Surfaces"/>.</param>
/// <param name="EntityId">The id of the thing on its surface.</param>
/// <param name="Title">Its name.</param>
public sealed record NewDocument(string Surface, string EntityId, string Title);
