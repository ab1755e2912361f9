using System.Diagnostics;
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

    async Task<SearchPage> SearchAsync(NpgsqlConnection db, SearchQuery query, bool isOurs, CancellationToken ct)
    {
        Check(query);
        var started = Stopwatch.GetTimestamp();
        var vocabulary = await VocabularyAsync(db, query, ct).ConfigureAwait(false);
        _cursors ??= await SearchCursors.OpenAsync(db, ct).ConfigureAwait(false);
        var place = _cursors.Read(query);
        var basis = new SearchBasis(
            vocabulary, await _statistics.GetAsync(db, place?.Statistics, ct).ConfigureAwait(false), place);

        var found = await FindAsync(db, query, basis, isOurs, ct).ConfigureAwait(false);
        var page = await PageAsync(found, vocabulary, ct).ConfigureAwait(false);
        Count(query, page, vocabulary, Stopwatch.GetElapsedTime(started), found.IsLive);
        return page;
    }

    void Count(SearchQuery query, SearchPage page, Vocabulary vocabulary, TimeSpan time, bool isLive)
    {
        SearchTelemetry.RecordSearch(time, isLive);
        _log?.Record(query, vocabulary.Folding.Words(query.Text[..Math.Min(query.Text.Length, MaxLogged)]), page, time, isLive);
    }

    async Task<SearchPage> PageAsync(FoundPage found, Vocabulary vocabulary, CancellationToken ct)
    {
        var (search, analyzed, documents, texts, _) = found;
        var shown = documents.Take(search.Asked.Limit).ToList();
        var visible = shown.Select(f => (Found: f, Text: texts.Find(f.Document.Id))).Where(f => f.Text is not null).ToList();
        var highlighter = new Highlighter(analyzed.Query, vocabulary.Folding, _lexemes, _options.Languages);
        var marked = await highlighter.PrepareAsync(search.Db, visible.Select(f => f.Text!.Body), ct).ConfigureAwait(false);

        return new(
            [.. visible.Zip(marked, (f, text) => Hit(f.Found, f.Text!, highlighter.Cut(text)))],
            Next: documents.Count > shown.Count ? _cursors!.Write(search.PlaceOf(shown[^1], analyzed.Query), search.Asked) : null,
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
