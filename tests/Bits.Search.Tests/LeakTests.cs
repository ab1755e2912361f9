using Bits.Search.Signals;
using Bits.Search.Tests.Live;
using Npgsql;

namespace Bits.Search.Tests;

/// <summary>Random documents, audiences, authors, changes, callers and calls against a brute-force oracle: no read path shows,
/// counts or hints at a document that its caller may not see or has excluded by its author, and none hides another.</summary>
public sealed class LeakTests(TestDatabase database) : SearchTestBase(database)
{
    const int AllCases = 2_000;
    const int Seed = 20_260;

    static readonly string[] Words = ["alpaca", "bongo", "caracal", "dhole", "eland", "ferret", "grison", "hutia"];

    static readonly AudienceTag[] Tags =
        [AudienceTags.Institute, AudienceTags.Alumni, AudienceTags.Batch(2018), new("group:a"), new("group:b"), new("group:c")];

    static readonly Guid?[] Authors = [null, .. Enumerable.Range(0, 5).Select(_ => (Guid?)Guid.CreateVersion7())];

    static readonly Guid Everybody = Guid.CreateVersion7();

    Searcher _searcher = null!;
    SearchMark? _mark;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_read_path_leaks_or_hides(bool live)
    {
        await Database.DataSource.SqlAsync("truncate search_document cascade");
        await using var rig = await StartAsync(live);
        var world = new Dictionary<string, Entry>();
        var random = new Random(Seed);
        await using var db = await Database.DataSource.OpenConnectionAsync(Ct);
        for (var i = 0; i < 40; i++)
            await PutAsync(db, world, $"d{i}", random);

        await CandidateStore.ReplaceAsync(
            db, [Everybody], ["all"],
            [new(Everybody, "all", [.. Enumerable.Range(0, 60).Select(i => new Candidate(Surfaces.Feed, $"d{i}", i, 0, [new($"feed/d{59 - i}", 1)]))])], Ct);
        for (var i = 0; i < Cases.Of(AllCases); i++)
        {
            await ChangeAsync(db, world, random);
            await CheckAsync(db, world, random, $"seed {Seed}, case {i}");
        }

        Assert.Equal(0, rig?.Index.Health.Fallbacks ?? 0);
    }

    [Theory, Slow]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_revocation_counts_in_the_next_statement_while_others_write(bool live)
    {
        await Database.DataSource.SqlAsync("truncate search_document cascade");
        await using var rig = await StartAsync(live);
        await WriteAsync(Document("held", "ocelot"));
        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 4).Select(async w =>
        {
            await using var db = await Database.DataSource.OpenConnectionAsync(Ct);
            while (!stop.IsCancellationRequested)
                await Index.UpsertAsync(db, Document($"noise{w}", "ocelot", $"{Guid.CreateVersion7()}"), Ct);
        }).ToArray();

        await using var own = await Database.DataSource.OpenConnectionAsync(Ct);
        for (var i = 0; i < 100; i++)
        {
            await Index.UpsertAsync(own, Document("held", "ocelot") with { AudienceTags = [AudienceTags.Staff] }, Ct);
            Assert.DoesNotContain("held", await FoundAsync());
            Assert.Null(await _searcher.ExplainAsync(Query("ocelot"), Surfaces.Groups, "held", Ct));

            await Database.DataSource.SqlAsync(
                "update search_document set audience_tags = array[$1] where entity_id = 'held'", Rowers.Value);
            Assert.Contains("held", await FoundAsync());
        }

        await stop.CancelAsync();
        await Task.WhenAll(writers);

        async Task<IEnumerable<string>> FoundAsync() =>
            (await _searcher.SearchAsync(Query("ocelot") with { Limit = 100 }, Ct)).Hits.Select(hit => hit.EntityId);
    }

    async Task<LiveRig?> StartAsync(bool live)
    {
        var rig = live ? await LiveRig.ReadyAsync(Database.Direct, Ct) : null;
        _searcher = new(Database.DataSource, live: rig?.Index);
        return rig;
    }

    async Task ChangeAsync(NpgsqlConnection db, Dictionary<string, Entry> world, Random random)
    {
        var id = $"d{random.Next(60)}";
        switch (random.Next(5))
        {
            case 0:
                await Index.DeleteAsync(db, Surfaces.Feed, id, Ct);
                await Index.DeleteAsync(db, Surfaces.Directory, id, Ct);
                world.Remove(id);
                break;
            case 1 when world.TryGetValue(id, out var entry): // as psql would
                var tags = Pick(Tags, random);
                await Database.DataSource.SqlAsync(
                    "update search_document set audience_tags = $1 where entity_id = $2", tags.Select(t => t.Value).ToArray(), id);
                world[id] = entry with { Tags = tags };
                break;
            case 2 when world.TryGetValue(id, out var entry):
                var author = Authors[random.Next(Authors.Length)];
                await Database.DataSource.SqlAsync(
                    "update search_document set author_id = $1::text::uuid where entity_id = $2", author?.ToString() ?? (object)DBNull.Value, id);
                world[id] = entry with { Author = author };
                break;
            default:
                await PutAsync(db, world, id, random);
                break;
        }
    }

    async Task PutAsync(NpgsqlConnection db, Dictionary<string, Entry> world, string id, Random random)
    {
        var entry = new Entry(
            world.TryGetValue(id, out var old) ? old.Surface : random.Next(2) == 0 ? Surfaces.Feed : Surfaces.Directory,
            Pick(Words, random), Pick(Words, random), Pick(Tags, random), Authors[random.Next(Authors.Length)]);

        await Index.UpsertAsync(
            db, new(entry.Surface, id, string.Join(' ', entry.Title), string.Join(' ', entry.Body), entry.Tags) { AuthorId = entry.Author }, Ct);
        world[id] = entry;
    }

    async Task CheckAsync(NpgsqlConnection db, Dictionary<string, Entry> world, Random random, string which)
    {
        var (tags, words) = (Pick(Tags, random), Pick(Words, random, most: 3));
        var surfaces = random.Next(3) == 0 ? new[] { random.Next(2) == 0 ? Surfaces.Feed : Surfaces.Directory } : null;
        var (excluded, later) = (PickAuthors(random), PickAuthors(random));
        var admitted = world.Where(e => e.Value.Tags.Intersect(tags).Any()).ToDictionary();
        var visible = admitted.Where(e => !e.Value.IsBy(excluded)).ToDictionary();
        var query = new SearchQuery(string.Join(' ', words), tags)
        {
            Surfaces = surfaces,
            Limit = random.Next(3) == 0 ? 7 : 100,
            Facets = random.Next(4) == 0,
            LastWordIsPrefix = random.Next(4) == 0,
            Syntax = random.Next(2) == 0 ? SearchSyntax.Plain : SearchSyntax.Web,
            ExcludedAuthors = excluded,
        };

        var seen = visible.Where(e => surfaces is null || surfaces.Contains(e.Value.Surface)).ToDictionary();
        var expected = seen.Where(e => words.Any(e.Value.Has)).Select(e => e.Key).Order();
        var all = seen.Where(e => words.Length > 0 && words.All(e.Value.Has)).ToList();

        var (hits, facets) = await WalkAsync(db, query);
        Assert.True(expected.SequenceEqual(hits.Select(h => h.EntityId).Order()), $"{which}: {query.Text}");
        Assert.True(all.Count == hits.Count(h => h.Group == SearchGroup.AllWords), $"{which}: {query.Text}, all words");
        foreach (var (surface, count) in facets ?? new Dictionary<string, SearchCount>())
            Assert.True(all.Count(e => e.Value.Surface == surface) == count.Value, $"{which}: facet {surface}");
        foreach (var hit in hits)
            Assert.True(
                string.Join(' ', visible[hit.EntityId].Body) == hit.Excerpt && visible[hit.EntityId].Author == hit.AuthorId,
                $"{which}: excerpt or author of {hit.EntityId}");

        await CheckLaterPagesAsync(db, query, later, hits, seen, which);
        await CheckNewsAsync(db, query, all, which);
        await CheckCandidatesAsync(db, visible, tags, excluded, which);
        var id = $"d{random.Next(60)}";
        foreach (var surface in new[] { Surfaces.Feed, Surfaces.Directory })
            CheckExplanation(
                await _searcher.ExplainAsync(db, query, surface, id, Ct),
                admitted.TryGetValue(id, out var entry) && entry.Surface == surface ? entry : null, excluded, $"{which}: explanation of {id}");
    }

    // The caller may know that they have excluded the author, and nothing of the text.
    static void CheckExplanation(SearchExplanation? explanation, Entry? admitted, Guid[] excluded, string which)
    {
        Assert.True(admitted is not null == explanation is not null, which);
        Assert.True(admitted?.IsBy(excluded) == true == (explanation?.IsAuthorExcluded == true), which);
        if (explanation is { IsAuthorExcluded: true })
            Assert.True(explanation is { Group: null, Rank: 0, Length: 0, Words: [] }, which);
    }

    // Authors who are excluded, and others who no longer are, between the first page and the next ones.
    async Task CheckLaterPagesAsync(
        NpgsqlConnection db, SearchQuery query, Guid[] later, List<SearchHit> hits, Dictionary<string, Entry> seen, string which)
    {
        var first = hits.Take(query.Limit).Select(h => h.EntityId).ToList();
        var page = await _searcher.SearchAsync(db, query, Ct);
        if (page.Next is null)
            return;

        var (rest, _) = await WalkAsync(db, query with { After = page.Next, ExcludedAuthors = later });

        Assert.True(first.SequenceEqual(page.Hits.Select(h => h.EntityId)), $"{which}: first page of {query.Text}");
        Assert.All(rest, hit => Assert.False(first.Contains(hit.EntityId), $"{which}: {hit.EntityId} twice"));
        var expected = hits.Skip(query.Limit).Where(hit => !seen[hit.EntityId].IsBy(later)).Select(hit => hit.EntityId);
        Assert.True(
            expected.SequenceEqual(rest.Where(hit => seen.ContainsKey(hit.EntityId)).Select(hit => hit.EntityId)),
            $"{which}: later pages of {query.Text}");
        Assert.All(rest, hit => Assert.False(hit.AuthorId is { } author && later.Contains(author), $"{which}: {hit.EntityId} of an excluded author"));
    }

    // Of what was written since the last case and has all the words, what the caller may see, and nothing else.
    async Task CheckNewsAsync(NpgsqlConnection db, SearchQuery query, List<KeyValuePair<string, Entry>> all, string which)
    {
        var before = _mark;
        var changed = await Database.DataSource.ValueAsync<string[]>(
            "select coalesce(array_agg(entity_id), '{}') from search_document where not pg_visible_in_snapshot(changed_xid, $1::pg_snapshot)",
            before?.Snapshot ?? "1:1:");
        var news = await _searcher.ListNewAsync(db, query with { Limit = 100, LastWordIsPrefix = false }, before, Ct);
        _mark = news.Now;

        var expected = all.Select(e => e.Key).Intersect(changed).Order();
        if (before is not null)
            Assert.True(expected.SequenceEqual(news.Documents.Select(d => d.EntityId).Order()), $"{which}: news of {query.Text}");
    }

    static async Task CheckCandidatesAsync(NpgsqlConnection db, Dictionary<string, Entry> visible, AudienceTag[] tags, Guid[] excluded, string which)
    {
        var found = (await CandidateStore.FindAsync(db, Everybody, "all", tags, excluded, ct: Ct))!;
        var expected = visible.Where(e => e.Value.Surface == Surfaces.Feed).Select(e => e.Key).Order().ToList();
        Assert.True(expected.SequenceEqual(found.Select(r => r.EntityId).Order()), $"{which}: recommendations");
        var reasons = expected.Select(id => $"feed/d{59 - int.Parse(id.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture)}").Where(name => expected.Contains(name["feed/".Length..]));
        Assert.True(reasons.Order().SequenceEqual(found.SelectMany(r => r.Reasons).Select(r => r.Name).Order()), $"{which}: reasons");
    }

    async Task<(List<SearchHit>, IReadOnlyDictionary<string, SearchCount>?)> WalkAsync(NpgsqlConnection db, SearchQuery query)
    {
        var (hits, after, facets) = (new List<SearchHit>(), query.After, default(IReadOnlyDictionary<string, SearchCount>));
        do
        {
            var page = await _searcher.SearchAsync(db, query with { After = after }, Ct);
            Assert.Empty(page.Corrections);
            Assert.True(page.Hits.Count == query.Limit || page.Next is null, $"{query.Text}: a page of {page.Hits.Count}");
            hits.AddRange(page.Hits);
            (after, facets) = (page.Next, page.Facets);
        }
        while (after is not null);

        return (hits, facets);
    }

    static Guid[] PickAuthors(Random random) =>
        random.Next(3) == 0 ? [] : [.. Pick(Authors, random, most: 3).OfType<Guid>(), Guid.CreateVersion7()];

    static T[] Pick<T>(T[] from, Random random, int most = 4) =>
        [.. Enumerable.Range(0, random.Next(most + 1)).Select(_ => from[random.Next(from.Length)]).Distinct()];

    sealed record Entry(string Surface, string[] Title, string[] Body, AudienceTag[] Tags, Guid? Author)
    {
        public bool IsBy(Guid[] authors) => Author is { } author && authors.Contains(author);

        public bool Has(string word) => Title.Contains(word) || Body.Contains(word);
    }
}
