using Bits.Search.Ranking;
using Npgsql;

namespace Bits.Search.Paths;

/// <summary>One page of a walk through the answers to a question: all words, then some.</summary>
sealed class Walk(NpgsqlConnection db, SearchQuery asked, ISearchPath path, SearchCursor? place)
{
    /// <summary>The caller's connection.</summary>
    public NpgsqlConnection Db => db;

    /// <summary>The question.</summary>
    public SearchQuery Asked => asked;

    /// <summary>What the caller holds.</summary>
    public string[] AudienceTags { get; } = [.. asked.AudienceTags.Select(tag => tag.Value)];

    /// <summary>Those of one scope, such as group:…, which is closer than everybody's, such as alumni.</summary>
    public string[] AffinityTags { get; } =
        [.. asked.AudienceTags.Select(tag => tag.Value).Where(tag => tag.Contains(':', StringComparison.Ordinal))];

    /// <summary>When the walk began; null before the first page was read.</summary>
    public ReadPoint? Began { get; private set; } = place is { } p ? new(p.Snapshot, p.Time) : null;

    /// <summary>Whether words are taken as mistyped.</summary>
    public bool IsFuzzy { get; set; } = place?.IsFuzzy ?? false;

    /// <summary>Whether all that fits was considered.</summary>
    public bool IsComplete { get; private set; } = true;

    /// <summary>The next documents, and one more where there is a next page.</summary>
    public async Task<IReadOnlyList<FoundDocument>> FindAsync(ParsedQuery query, CancellationToken ct)
    {
        var found = new List<FoundDocument>();
        if (query.HasWords && place?.Group != (int)MatchGroup.SomeWords)
            await AddAsync(found, query, MatchGroup.AllWords, ct).ConfigureAwait(false);
        if (query.Clauses.Count > 1 && asked.SomeWords && found.Count <= asked.Limit)
            await AddAsync(found, query, MatchGroup.SomeWords, ct).ConfigureAwait(false);

        return found;
    }

    /// <summary>Where the next page begins.</summary>
    public SearchCursor PlaceOf(FoundDocument last, ParsedQuery query) => new(
        (int)last.Group, last.Document.Rank, last.Document.Id, IsFuzzy, query.Scoring.StatisticsVersion, Began!.Snapshot,
        query.Scoring.Now);

    /// <summary>What has all words, by surface; null unless asked for.</summary>
    public async Task<IReadOnlyDictionary<string, SearchCount>?> CountAsync(ParsedQuery query, CancellationToken ct)
    {
        if (!asked.Facets)
            return null;

        var counts = await path.CountAsync(
            db, AsPathQuery(query, MatchGroup.AllWords), SearchCount.Most + 1, ct).ConfigureAwait(false);
        return counts.Where(c => c.Value > 0).ToDictionary(
            c => c.Key, c => new SearchCount(Math.Min(c.Value, SearchCount.Most), c.Value > SearchCount.Most));
    }

    /// <summary>What was written since the walk began.</summary>
    public async Task<int> CountNewAsync(ParsedQuery query, int cap, CancellationToken ct) =>
        place is null || !query.HasWords || !path.MayHaveNew(Began!)
            ? 0
            : await NewRows.CountAsync(
                db, AsPathQuery(query, MatchGroup.AllWords), cap, ct).ConfigureAwait(false);

    /// <summary>What was written since a moment, the latest first, and the moment of the asking.</summary>
    public Task<(long[] Ids, ReadPoint Now)> ListNewAsync(ParsedQuery query, ReadPoint since, CancellationToken ct) =>
        NewRows.ListAsync(db, AsPathQuery(query, MatchGroup.AllWords) with { ReadPoint = since }, ct);

    async Task AddAsync(List<FoundDocument> found, ParsedQuery query, MatchGroup group, CancellationToken ct)
    {
        var page = await path.FindAsync(
            db, AsPathQuery(query, group) with { Limit = asked.Limit + 1 - found.Count }, ct).ConfigureAwait(false);
        Began ??= page.ReadPoint;
        IsComplete &= page.IsComplete;
        found.AddRange(page.Documents.Select(document => new FoundDocument(document, group)));
    }

    PathQuery AsPathQuery(ParsedQuery query, MatchGroup group) => new(
        query, group, AudienceTags, AffinityTags, asked.Surfaces?.ToArray(),
        place is { } p && p.Group == (int)group ? new(p.Rank, p.Id) : null,
        place is null ? null : Began, asked.Limit);
}

/// <summary>A document and the group that it belongs to.</summary>
readonly record struct FoundDocument(RankedDocument Document, MatchGroup Group);
