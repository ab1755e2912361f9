using Microsoft.Extensions.Time.Testing;

namespace Bits.Search.Tests.Live;

/// <summary>A searcher with a live index against one without: the same pages, whatever is asked.</summary>
[Slow]
public sealed class LiveSearcherTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    static readonly string[] Words =
        "rowing regatta boats river alumni meeting mentor mentors job jobs engineer engineering Lakshmi Laxmi Agarwal Aggarwal C# C++ dinner campus pilani goa reunion reunions batch music café running runner run the who it will".Split(' ');

    static readonly AudienceTag[] Tags = [AudienceTags.Institute, AudienceTags.Alumni, AudienceTags.Batch(2018), AudienceTags.Batch(2019)];

    readonly Indexer _index = new();
    readonly Random _random = new(11);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Finds_the_same_pages_as_the_database()
    {
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        await _index.BulkUpsertAsync(db, [.. Enumerable.Range(0, 400).Select(Document)], Ct);
        await new SearchMaintenance(Institute.Options).RefreshStatisticsAsync(db, Ct);
        await using var rig = await LiveRig.ReadyAsync(database.Direct, Ct);
        // What is recent ranks higher: a tenth of a second between the two turns ranks over. They are asked at the same time.
        var options = new SearchOptions { Clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow()) };
        var (live, sql) = (new Searcher(database.DataSource, options, rig.Index), new Searcher(database.DataSource, options));

        for (var i = 0; i < 120; i++)
        {
            await _index.UpsertAsync(db, Document(_random.Next(400)), Ct);
            await CompareAsync(live, sql, Query(i));
        }

        Assert.Equal(0, rig.Index.Health.Fallbacks);
    }

    [Fact]
    public async Task What_a_caller_lost_is_not_found_from_the_commit_on()
    {
        await using var rig = await LiveRig.ReadyAsync(database.Direct, Ct);
        var searcher = new Searcher(database.DataSource, live: rig.Index);
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        var document = new SearchDocument(Surfaces.Groups, "secret", "zanzibar plans", "", [AudienceTags.Batch(2018)]);

        for (var i = 0; i < 50; i++)
        {
            await _index.UpsertAsync(db, document, Ct);
            Assert.Single((await searcher.SearchAsync(new("zanzibar", [AudienceTags.Batch(2018)]), Ct)).Hits);

            await _index.UpsertAsync(db, document with { AudienceTags = [AudienceTags.Batch(1999)] }, Ct);
            Assert.Empty((await searcher.SearchAsync(new("zanzibar", [AudienceTags.Batch(2018)]), Ct)).Hits);
            Assert.Empty((await searcher.SearchAsync(db, new("zanzibar", [AudienceTags.Batch(2018)]), Ct)).Hits);
        }

        Assert.Equal(0, rig.Index.Health.Fallbacks);
    }

    [Fact]
    public async Task What_was_written_since_the_first_page_is_counted()
    {
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        await _index.BulkUpsertAsync(db, [.. Enumerable.Range(0, 6).Select(Egret)], Ct);
        await using var rig = await LiveRig.ReadyAsync(database.Direct, Ct);
        var searcher = new Searcher(database.DataSource, live: rig.Index);
        var query = new SearchQuery("egret", [AudienceTags.Institute]) { Limit = 3 };

        query = query with { After = (await searcher.SearchAsync(query, Ct)).Next };
        Assert.Equal(0, (await searcher.SearchAsync(query, Ct)).NewSince);

        await using var tx = await db.BeginTransactionAsync(Ct);
        await _index.UpsertAsync(db, Egret(7), Ct);
        Assert.Equal(0, (await searcher.SearchAsync(query, Ct)).NewSince);
        Assert.Equal(1, (await searcher.SearchAsync(db, query, Ct)).NewSince);
        await tx.CommitAsync(Ct);

        Assert.Equal(1, (await searcher.SearchAsync(query, Ct)).NewSince);
        Assert.Equal(0, rig.Index.Health.Fallbacks);

        static SearchDocument Egret(int i) => new(Surfaces.Groups, $"egret{i}", "egret", "", [AudienceTags.Institute]);
    }

    // Page by page, until there is no other; at most five.
    static async Task CompareAsync(Searcher live, Searcher sql, SearchQuery query)
    {
        var (one, other) = (query, query);
        for (var page = 0; page < 5; page++)
        {
            var (fromLive, fromSql) = (await live.SearchAsync(one, Ct), await sql.SearchAsync(other, Ct));

            Assert.Equal(fromSql.Hits, fromLive.Hits);
            Assert.Equal(fromSql.Facets?.OrderBy(f => f.Key), fromLive.Facets?.OrderBy(f => f.Key));
            Assert.Equal(fromSql.Corrections, fromLive.Corrections);
            Assert.True(fromLive.IsComplete);
            if (fromLive.Next is null)
                return;
            (one, other) = (one with { After = fromLive.Next }, other with { After = fromSql.Next });
        }
    }

    SearchQuery Query(int i)
    {
        var words = string.Join(' ', Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Words[_random.Next(Words.Length)]));
        var query = new SearchQuery(words, [.. Tags.Where(_ => _random.Next(2) == 0)])
        {
            Limit = _random.Next(1, 30),
            Surfaces = _random.Next(3) == 0 ? [Surfaces.Directory] : null,
            Facets = i % 2 == 0,
        };

        return (i % 6) switch
        {
            0 => query with { Text = words[..^1], LastWordIsPrefix = true },
            1 => query with { Text = words.Replace(" ", " OR ", StringComparison.Ordinal), Syntax = SearchSyntax.Web },
            2 => query with { Text = $"\"{words}\" -{Words[_random.Next(Words.Length)]}", Syntax = SearchSyntax.Web },
            3 => query with { Text = words.Replace('e', 'i') },
            _ => query,
        };
    }

    SearchDocument Document(int id) => new(
        id % 3 == 0 ? Surfaces.Directory : Surfaces.Feed, $"{id}", Some(_random.Next(1, 5)), Some(_random.Next(0, 30)),
        [.. Tags.Where(_ => _random.Next(3) == 0)]);

    string Some(int count) => string.Join(' ', Enumerable.Range(0, count).Select(_ => Words[(int)(Words.Length * _random.NextDouble() * _random.NextDouble())]));
}
