using System.Diagnostics;
using Bits.Search.Live;
using Bits.Search.Parsing;
using Bits.Search.Paths;
using Bits.Search.Presentation;
using Bits.Search.Ranking;
using Bits.Search.Reports;
using Bits.Search.Statistics;
using Bits.Search.Text;
using Bits.Shared;
using Npgsql;

namespace Bits.Search;

/// <summary>Finds documents that the caller may see, the best first.</summary>
/// <remarks>A search sees every document that committed before it, and on the connection of an open transaction also that
/// transaction's writes. Safe for concurrent use. Surfaces, declared words and word statistics are up to ten seconds old.
/// The searcher caches neither documents nor audiences.</remarks>
public sealed partial class Searcher
{
    const int MaxNew = 100;
    const int MaxLogged = 400;

    static readonly TimeSpan VocabularyAge = TimeSpan.FromSeconds(10);

    readonly NpgsqlDataSource _dataSource;
    readonly SearchOptions _options;
    readonly Reloaded<Vocabulary> _vocabulary;
    readonly StatisticsCache _statistics;
    readonly WordLexemes _lexemes = new();
    readonly QueryAnalyzer _analyzer;
    readonly ISearchPath _database = new SqlPath();
    readonly LiveIndex? _live;
    readonly QueryLog? _log;

    SearchCursors? _cursors;

    /// <param name="dataSource">The database with the tables; see <see cref="SearchSchema"/>.</param>
    /// <param name="options">The same options as the indexer's. Default: English alone.</param>
    /// <param name="live">Answers in place of the database when ready. Default: null, the database answers.</param>
    /// <param name="log">Stores the queries. Default: null, no log.</param>
    public Searcher(
        NpgsqlDataSource dataSource, SearchOptions? options = null, LiveIndex? live = null, QueryLog? log = null)
    {
        (_dataSource, _live, _log) = (dataSource, live, log);
        _options = (options ?? new()).Checked();
        _vocabulary = new((db, _, ct) => Vocabulary.ReadAsync(db, ct), VocabularyAge, _options.Clock);
        _statistics = new(_options.Clock);
        _analyzer = new(_options, _lexemes);
    }

    /// <inheritdoc cref="SearchAsync(NpgsqlConnection, SearchQuery, CancellationToken)"/>
    public Task<SearchPage> SearchAsync(SearchQuery query, CancellationToken ct = default) =>
        _dataSource.WithConnectionAsync(db => SearchAsync(db, query, isOurs: true, ct), ct);

    /// <summary>Finds one page of the documents that match the query and the caller's audience tags.</summary>
    /// <remarks>Documents with all words come first, then those with some; each group by rank, then by id, so pages have no
    /// gaps. Later pages leave out what was written after the first, and count it. When nothing matches, the search
    /// corrects typos, and the page lists the corrections.</remarks>
    /// <exception cref="InvalidArgumentException">The limit is out of range, or a surface is unknown.</exception>
    /// <exception cref="SearchCursorException">The cursor belongs to another search.</exception>
    public Task<SearchPage> SearchAsync(NpgsqlConnection db, SearchQuery query, CancellationToken ct = default) =>
        SearchAsync(db, query, isOurs: false, ct);

    // The searcher's own connection holds no changes of the caller.
    async Task<SearchPage> SearchAsync(NpgsqlConnection db, SearchQuery query, bool isOurs, CancellationToken ct)
    {
        Check(query);
        var started = Stopwatch.GetTimestamp();
        var vocabulary = await VocabularyAsync(db, query, ct).ConfigureAwait(false);
        _cursors ??= await SearchCursors.OpenAsync(db, ct).ConfigureAwait(false);
        var place = _cursors.Read(query);
        var statistics = await _statistics.GetAsync(db, place?.Statistics, ct).ConfigureAwait(false);
        var path = await LivePath.OpenAsync(_live, _database, isOurs ? null : db, ct).ConfigureAwait(false);
        var search = new PagedSearch(db, query, path, place);

        var analyzed = await AnalyzeAsync(search, vocabulary, statistics, search.IsFuzzy, ct).ConfigureAwait(false);
        var found = await search.FindAsync(analyzed.Query, ct).ConfigureAwait(false);
        if (found.Count == 0 && place is null && analyzed.Query.HasWords)
        {
            search.IsFuzzy = true;
            analyzed = await AnalyzeAsync(search, vocabulary, statistics, isFuzzy: true, ct).ConfigureAwait(false);
            found = await search.FindAsync(analyzed.Query, ct).ConfigureAwait(false);
        }

        var page = await PageAsync(search, analyzed, found, vocabulary, ct).ConfigureAwait(false);
        Count(query, page, vocabulary, Stopwatch.GetElapsedTime(started), isLive: path is LivePath);
        return page;
    }

    void Count(SearchQuery query, SearchPage page, Vocabulary vocabulary, TimeSpan time, bool isLive)
    {
        SearchTelemetry.RecordSearch(time, isLive);
        _log?.Record(query, vocabulary.Folding.Words(query.Text[..Math.Min(query.Text.Length, MaxLogged)]), page, time, isLive);
    }

    ValueTask<AnalyzedQuery> AnalyzeAsync(
        PagedSearch search, Vocabulary vocabulary, StatisticsSnapshot statistics, bool isFuzzy, CancellationToken ct)
    {
        var query = search.Asked;
        var how = new QueryOptions(
            query.Syntax == SearchSyntax.Web, query.LastWordIsPrefix,
            IsNameSearch: query.Surfaces is { Count: > 0 } surfaces && surfaces.All(vocabulary.Surfaces.AreNames), isFuzzy);
        return _analyzer.AnalyzeAsync(
            search.Db, query.Text, how, vocabulary, statistics, search.Began?.Time ?? _options.Clock.GetUtcNow(), ct);
    }

    async Task<SearchPage> PageAsync(
        PagedSearch search, AnalyzedQuery analyzed, IReadOnlyList<FoundDocument> found, Vocabulary vocabulary, CancellationToken ct)
    {
        var shown = found.Take(search.Asked.Limit).ToList();
        var texts = await PageText.ReadAsync(
            search.Db, search.AudienceTags, search.ExcludedAuthors, [.. shown.Select(f => f.Document.Id)], ct).ConfigureAwait(false);
        var visible = shown.Where(f => texts.ContainsKey(f.Document.Id)).ToList();
        var highlighter = new Highlighter(analyzed.Query, vocabulary.Folding, _lexemes, _options.Languages);
        var marked = await highlighter.PrepareAsync(search.Db, visible.Select(f => texts[f.Document.Id].Body), ct).ConfigureAwait(false);

        return new(
            [.. visible.Zip(marked, (f, text) => Hit(f, texts[f.Document.Id], highlighter.Cut(text)))],
            Next: found.Count > shown.Count ? _cursors!.Write(search.PlaceOf(shown[^1], analyzed.Query), search.Asked) : null,
            analyzed.Query.HasWords)
        {
            IgnoredWords = analyzed.IgnoredWords,
            Corrections = shown.Count > 0 ? await search.CorrectAsync(analyzed, ct).ConfigureAwait(false) : new Dictionary<string, string>(),
            IsComplete = search.IsComplete,
            NewSince = await search.CountNewAsync(analyzed.Query, MaxNew, ct).ConfigureAwait(false),
            Facets = await search.CountAsync(analyzed.Query, ct).ConfigureAwait(false),
        };
    }

    static SearchHit Hit(FoundDocument found, PageText text, (string Plain, string Html) snippet) => new(
        text.Surface, text.EntityId, text.Title, snippet.Plain, snippet.Html,
        found.Group switch
        {
            MatchGroup.AllWords => SearchGroup.AllWords,
            MatchGroup.SomeWords => SearchGroup.SomeWords,
        }, found.Document.Rank)
    {
        AuthorId = text.AuthorId,
    };

    static void Check(SearchQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(query.Text, "query.Text");
        if (query.Limit is < 1 or > 100)
            throw new InvalidArgumentException("limit", $"is {query.Limit}. Use 1 to 100.");
    }

    async ValueTask<Vocabulary> VocabularyAsync(NpgsqlConnection db, SearchQuery query, CancellationToken ct)
    {
        var vocabulary = await _vocabulary.GetAsync(db, ct).ConfigureAwait(false);
        foreach (var surface in query.Surfaces ?? [])
            vocabulary.Surfaces.Require(surface);

        return vocabulary;
    }
}
