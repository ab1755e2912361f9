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

/// <summary>Finds documents, the best first, and none that the caller may not see.</summary>
/// <remarks>A search sees every document whose transaction has committed before it, and on the connection of an open
/// transaction also what that has written. Safe for concurrent use. Declared words and word statistics are up to ten
/// seconds old; no document and no audience is kept.</remarks>
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

    /// <param name="dataSource">Where the tables are; see <see cref="SearchSchema"/>.</param>
    /// <param name="options">The same as the indexer's. Default: English alone.</param>
    /// <param name="live">Answers in place of the database while it can. Default: none.</param>
    /// <param name="log">Keeps what was asked. Default: nothing does.</param>
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

    /// <summary>One page of what fits the query and the caller's audience tags.</summary>
    /// <remarks>Documents with all words come first, then those with some; each group by rank and then by the document's
    /// number, so that pages meet without a gap. What is written during a walk through the pages is left out of the later
    /// ones and counted. Where nothing fits, the words are taken as mistyped, and the page says for what.</remarks>
    /// <exception cref="ArgumentException">The limit is out of range, or a surface is unknown.</exception>
    /// <exception cref="SearchCursorException">The cursor belongs to another search.</exception>
    public Task<SearchPage> SearchAsync(NpgsqlConnection db, SearchQuery query, CancellationToken ct = default) =>
        SearchAsync(db, query, isOurs: false, ct);

    // On a connection of ours nobody has changes of their own.
    async Task<SearchPage> SearchAsync(NpgsqlConnection db, SearchQuery query, bool isOurs, CancellationToken ct)
    {
        Check(query);
        var started = Stopwatch.GetTimestamp();
        _cursors ??= await SearchCursors.OpenAsync(db, ct).ConfigureAwait(false);
        var place = _cursors.Read(query);
        var vocabulary = await _vocabulary.GetAsync(db, ct).ConfigureAwait(false);
        var statistics = await _statistics.GetAsync(db, place?.Statistics, ct).ConfigureAwait(false);
        var path = await LivePath.OpenAsync(_live, _database, isOurs ? null : db, ct).ConfigureAwait(false);
        var walk = new Walk(db, query, path, place);

        var analyzed = await AnalyzeAsync(walk, vocabulary, statistics, walk.IsFuzzy, ct).ConfigureAwait(false);
        var found = await walk.FindAsync(analyzed.Query, ct).ConfigureAwait(false);
        if (found.Count == 0 && place is null && analyzed.Query.HasWords)
        {
            walk.IsFuzzy = true;
            analyzed = await AnalyzeAsync(walk, vocabulary, statistics, isFuzzy: true, ct).ConfigureAwait(false);
            found = await walk.FindAsync(analyzed.Query, ct).ConfigureAwait(false);
        }

        var page = await PageAsync(walk, analyzed, found, vocabulary, ct).ConfigureAwait(false);
        Count(query, page, vocabulary, Stopwatch.GetElapsedTime(started), isLive: path is LivePath);
        return page;
    }

    void Count(SearchQuery query, SearchPage page, Vocabulary vocabulary, TimeSpan time, bool isLive)
    {
        SearchTelemetry.RecordSearch(time, isLive);
        _log?.Record(query, vocabulary.Folding.Words(query.Text[..Math.Min(query.Text.Length, MaxLogged)]), page, time, isLive);
    }

    ValueTask<AnalyzedQuery> AnalyzeAsync(
        Walk walk, Vocabulary vocabulary, StatisticsSnapshot statistics, bool isFuzzy, CancellationToken ct)
    {
        var query = walk.Asked;
        var reading = new Reading(
            query.Syntax == SearchSyntax.Web, query.LastWordIsPrefix,
            IsNameSearch: query.Surfaces is { Count: > 0 } surfaces && surfaces.All(s => s == Surfaces.Directory), isFuzzy);
        return _analyzer.AnalyzeAsync(
            walk.Db, query.Text, reading, vocabulary, statistics, walk.Began?.Time ?? _options.Clock.GetUtcNow(), ct);
    }

    async Task<SearchPage> PageAsync(
        Walk walk, AnalyzedQuery analyzed, IReadOnlyList<FoundDocument> found, Vocabulary vocabulary, CancellationToken ct)
    {
        var shown = found.Take(walk.Asked.Limit).ToList();
        var texts = await PageText.ReadAsync(walk.Db, walk.AudienceTags, [.. shown.Select(f => f.Document.Id)], ct).ConfigureAwait(false);
        var visible = shown.Where(f => texts.ContainsKey(f.Document.Id)).ToList();
        var highlighter = new Highlighter(analyzed.Query, vocabulary.Folding, _lexemes, _options.Languages);
        var marked = await highlighter.PrepareAsync(walk.Db, visible.Select(f => texts[f.Document.Id].Body), ct).ConfigureAwait(false);

        return new(
            [.. visible.Zip(marked, (f, text) => Hit(f, texts[f.Document.Id], highlighter.Cut(text)))],
            Next: found.Count > shown.Count ? _cursors!.Write(walk.PlaceOf(shown[^1], analyzed.Query), walk.Asked) : null,
            analyzed.Query.HasWords)
        {
            IgnoredWords = analyzed.IgnoredWords,
            Corrections = shown.Count > 0 ? analyzed.Corrections : new Dictionary<string, string>(),
            IsComplete = walk.IsComplete,
            NewSince = await walk.CountNewAsync(analyzed.Query, MaxNew, ct).ConfigureAwait(false),
            Facets = await walk.CountAsync(analyzed.Query, ct).ConfigureAwait(false),
        };
    }

    static SearchHit Hit(FoundDocument found, PageText text, (string Plain, string Html) snippet) => new(
        text.Surface, text.EntityId, text.Title, snippet.Plain, snippet.Html,
        found.Group switch
        {
            MatchGroup.AllWords => SearchGroup.AllWords,
            MatchGroup.SomeWords => SearchGroup.SomeWords,
        }, found.Document.Rank);

    static void Check(SearchQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(query.Text, "query.Text");
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1, "query.Limit");
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, 100, "query.Limit");
        if (query.Surfaces?.Except(Surfaces.All).FirstOrDefault() is { } unknown)
            throw new ArgumentException(
                $"'{unknown}' is no surface: use {string.Join(", ", Surfaces.All)}.", nameof(query));
    }
}
