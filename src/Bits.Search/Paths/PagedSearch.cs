using Bits.Search.Parsing;
using Bits.Search.Ranking;
using Npgsql;

namespace Bits.Search.Paths;

/// <summary>Finds one page of the results of a query: all words, then some.</summary>
sealed class PagedSearch(NpgsqlConnection db, SearchQuery asked, ISearchPath path, SearchCursor? place)
{
    /// <summary>Gets the caller's connection.</summary>
    public NpgsqlConnection Db => db;

    /// <summary>Gets the query.</summary>
    public SearchQuery Asked => asked;

    /// <summary>Gets the tags of the caller.</summary>
    public string[] AudienceTags { get; } = [.. asked.AudienceTags.Select(tag => tag.Value)];

    /// <summary>Gets the tags of scopes, such as group:…, which give affinity.</summary>
    public string[] AffinityTags { get; } =
        [.. asked.AudienceTags.Select(tag => tag.Value).Where(tag => tag.Contains(':', StringComparison.Ordinal))];

    /// <summary>Gets the authors whose documents are left out, sorted.</summary>
    public Guid[] ExcludedAuthors { get; } = Visibility.Excluded(asked.ExcludedAuthors);

    /// <summary>Gets the mark of the first page; null before its first read.</summary>
    public SnapshotMark? Began { get; private set; } = place is { } p ? new(p.Snapshot, p.Time) : null;

    /// <summary>Gets or sets whether to correct typos.</summary>
    public bool IsFuzzy { get; set; } = place?.IsFuzzy ?? false;

    /// <summary>Gets whether all matches were ranked.</summary>
    public bool IsComplete { get; private set; } = true;

    /// <summary>Finds the documents of the page, and one more when there is a next page.</summary>
    public async Task<IReadOnlyList<FoundDocument>> FindAsync(ParsedQuery query, CancellationToken ct)
    {
        var found = new List<FoundDocument>();
        if (query.HasWords && place?.Group != (int)MatchGroup.SomeWords)
            await AddAsync(found, query, MatchGroup.AllWords, ct).ConfigureAwait(false);
        if (query.Clauses.Count > 1 && asked.SomeWords && found.Count <= asked.Limit)
            await AddAsync(found, query, MatchGroup.SomeWords, ct).ConfigureAwait(false);

        return found;
    }

    /// <summary>Takes a later mark instead of an earlier one, if the documents are those of both.</summary>
    public void HoldsFrom(SnapshotMark earlier, SnapshotMark later)
    {
        if (place is null && Began == earlier)
            Began = later;
    }

    /// <summary>Returns the place where the next page begins.</summary>
    public SearchCursor PlaceOf(FoundDocument last, ParsedQuery query) => new(
        (int)last.Group, last.Document.Rank, last.Document.Id, IsFuzzy, query.Scoring.StatisticsVersion, Began!.Snapshot,
        query.Scoring.Now);

    /// <summary>Counts the documents with all words, by surface; null unless the query asks for facets.</summary>
    public async Task<IReadOnlyDictionary<string, SearchCount>?> CountAsync(ParsedQuery query, CancellationToken ct)
    {
        if (!asked.Facets)
            return null;

        var counts = await path.CountAsync(
            db, AsPathQuery(query, MatchGroup.AllWords), SearchCount.Max + 1, ct).ConfigureAwait(false);
        return counts.Where(c => c.Value > 0).ToDictionary(
            c => c.Key, c => new SearchCount(Math.Min(c.Value, SearchCount.Max), c.Value > SearchCount.Max));
    }

    /// <summary>Chooses the correction of each mistyped word: the nearest. Statistics count documents of all authors, so with
    /// excluded authors it is the nearest word of a document that is not theirs.</summary>
    public async Task<IReadOnlyDictionary<string, string>> CorrectAsync(AnalyzedQuery analyzed, CancellationToken ct)
    {
        var chosen = new Dictionary<string, string>();
        foreach (var (word, corrections) in analyzed.Corrections)
            foreach (var correction in corrections)
                if (ExcludedAuthors.Length == 0 || await HasAsync(analyzed.Query, correction.Alternative, ct).ConfigureAwait(false))
                {
                    chosen.Add(word, correction.Means);
                    break;
                }

        return chosen;
    }

    async Task<bool> HasAsync(ParsedQuery query, Alternative alternative, CancellationToken ct)
    {
        var alone = new ParsedQuery(query.Terms, [new("", [alternative])], Excluded: [], query.Scoring);
        return (await path.CountAsync(db, AsPathQuery(alone, MatchGroup.AllWords), cap: 1, ct).ConfigureAwait(false)).Values.Any(count => count > 0);
    }

    /// <summary>Counts the matches that were written since the first page.</summary>
    public async Task<int> CountNewAsync(ParsedQuery query, int cap, CancellationToken ct) =>
        place is null || !query.HasWords || !path.MayHaveNew(Began!)
            ? 0
            : await NewRows.CountAsync(
                db, AsPathQuery(query, MatchGroup.AllWords), cap, ct).ConfigureAwait(false);

    /// <summary>Lists the documents written since a mark, the latest first, and the current mark.</summary>
    public Task<(long[] Ids, SnapshotMark Now)> ListNewAsync(ParsedQuery query, SnapshotMark since, CancellationToken ct) =>
        NewRows.ListAsync(db, AsPathQuery(query, MatchGroup.AllWords) with { SnapshotMark = since }, ct);

    async Task AddAsync(List<FoundDocument> found, ParsedQuery query, MatchGroup group, CancellationToken ct)
    {
        var page = await path.FindAsync(
            db, AsPathQuery(query, group) with { Limit = asked.Limit + 1 - found.Count }, ct).ConfigureAwait(false);
        Began ??= page.SnapshotMark;
        IsComplete &= page.IsComplete;
        found.AddRange(page.Documents.Select(document => new FoundDocument(document, group)));
    }

    /// <summary>Returns the query of a path.</summary>
    public PathQuery AsPathQuery(ParsedQuery query, MatchGroup group) => new(
        query, group, AudienceTags, AffinityTags, asked.Surfaces?.ToArray(),
        place is { } p && p.Group == (int)group ? new(p.Rank, p.Id) : null,
        place is null ? null : Began, asked.Limit)
    {
        ExcludedAuthors = ExcludedAuthors,
    };
}

/// <summary>A document and its group.</summary>
readonly record struct FoundDocument(RankedDocument Document, MatchGroup Group);
