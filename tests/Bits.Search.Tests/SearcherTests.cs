namespace Bits.Search.Tests;

public sealed class SearcherTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    static readonly AudienceTag Rowers = AudienceTags.Group(Guid.CreateVersion7());

    readonly Indexer _index = new();
    readonly Searcher _searcher = new(database.DataSource);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_document_is_found_once_its_transaction_commits()
    {
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        await using var tx = await db.BeginTransactionAsync(Ct);
        await _index.UpsertAsync(db, Document("quetzal", "sighted"), Ct);

        Assert.Single((await _searcher.SearchAsync(db, Query("quetzal"), Ct)).Hits);
        Assert.Empty((await _searcher.SearchAsync(Query("quetzal"), Ct)).Hits);

        await tx.CommitAsync(Ct);
        Assert.Single((await _searcher.SearchAsync(Query("quetzal"), Ct)).Hits);
    }

    [Fact]
    public async Task A_document_that_rolls_back_is_never_found()
    {
        await using (var db = await database.DataSource.OpenConnectionAsync(Ct))
        await using (await db.BeginTransactionAsync(Ct))
            await _index.UpsertAsync(db, Document("pangolin", "sighted"), Ct);

        Assert.Empty((await _searcher.SearchAsync(Query("pangolin"), Ct)).Hits);
    }

    [Fact]
    public async Task A_deleted_document_is_not_found()
    {
        await WriteAsync(Document("axolotl", "", id: "ax"));

        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        await _index.DeleteAsync(db, Surfaces.Groups, "ax", Ct);
        await _index.DeleteAsync(db, Surfaces.Groups, "ax", Ct);

        Assert.Empty((await _searcher.SearchAsync(Query("axolotl"), Ct)).Hits);
    }

    [Fact]
    public async Task A_document_written_again_is_found_by_its_new_words_only()
    {
        await WriteAsync(Document("okapi", "old", id: "ok"));
        await WriteAsync(Document("okapi", "renewed", id: "ok"));

        Assert.Empty((await _searcher.SearchAsync(Query("okapi old") with { SomeWords = false }, Ct)).Hits);
        Assert.Single((await _searcher.SearchAsync(Query("okapi renewed"), Ct)).Hits);
    }

    [Fact]
    public async Task A_title_outranks_a_body()
    {
        await WriteAsync(
            Document("Notes", "a walk with a capybara", id: "body"), Document("Capybara", "a walk", id: "title"));

        Assert.Equal(
            ["title", "body"], (await _searcher.SearchAsync(Query("capybaras"), Ct)).Hits.Select(h => h.EntityId));
    }

    [Fact]
    public async Task Nobody_finds_what_is_not_for_them()
    {
        await WriteAsync(
            new(Surfaces.Groups, "s1", "narwhal", "", [Rowers]),
            new(Surfaces.Groups, "s2", "narwhal", "", []),
            new(Surfaces.Groups, "s3", "narwhal", "", [AudienceTags.Institute]));

        Assert.Equal(["s1"], await FindAsync("narwhal", Rowers));
        Assert.Equal(["s3"], await FindAsync("narwhal", AudienceTags.Institute));
        Assert.Empty(await FindAsync("narwhal", AudienceTags.Batch(2018)));
        Assert.Empty(await FindAsync("narwhal"));
    }

    [Fact]
    public async Task Surfaces_narrow_a_search()
    {
        await WriteAsync(
            new(Surfaces.Groups, "g", "tapir", "", [Rowers]), new(Surfaces.Events, "e", "tapir", "", [Rowers]));

        var hits = (await _searcher.SearchAsync(
            Query("tapir") with { Surfaces = [Surfaces.Events, Surfaces.Jobs] }, Ct)).Hits;

        Assert.Equal("e", Assert.Single(hits).EntityId);
    }

    [Fact]
    public async Task Pages_meet_without_a_gap_though_ranks_tie()
    {
        await WriteAsync([.. Enumerable.Range(0, 53).Select(i => Document("ibex", $"number {i % 3}", id: $"ibex{i}"))]);

        var found = new List<string>();
        string? after = null;
        do
        {
            var page = await _searcher.SearchAsync(Query("ibex") with { Limit = 10, After = after }, Ct);
            found.AddRange(page.Hits.Select(h => h.EntityId));
            after = page.Next;
        }
        while (after is not null);

        Assert.Equal(53, found.Count);
        Assert.Equal(53, found.Distinct().Count());
    }

    [Fact]
    public async Task A_last_page_that_is_full_leads_nowhere()
    {
        await WriteAsync([.. Enumerable.Range(0, 10).Select(i => Document("vicuna", "", id: $"v{i}"))]);

        Assert.Null((await _searcher.SearchAsync(Query("vicuna") with { Limit = 10 }, Ct)).Next);
    }

    [Theory]
    [InlineData("")]
    [InlineData("the who is it")]
    [InlineData("!!! & | :* ( '")]
    public async Task A_text_without_searchable_words_says_so_and_finds_nothing(string text)
    {
        var page = await _searcher.SearchAsync(Query(text), Ct);

        Assert.Empty(page.Hits);
        Assert.False(page.HasSearchableWords);
    }

    [Theory]
    [InlineData("zorilla with\0nul")]
    [InlineData("zorilla \ud800 half a pair")]
    public async Task Odd_text_neither_fails_the_writer_nor_the_reader(string text)
    {
        await WriteAsync(Document(text, text, id: text.Length.ToString(System.Globalization.CultureInfo.InvariantCulture)));

        Assert.NotEmpty((await _searcher.SearchAsync(Query("zorilla"), Ct)).Hits);
        await _searcher.SearchAsync(Query(text), Ct);
    }

    [Fact]
    public async Task A_body_of_megabytes_of_different_words_does_not_fail_the_writer()
    {
        var body = string.Join(' ', Enumerable.Range(0, 400_000).Select(i => $"w{i:x}"));

        await WriteAsync(Document("gharial", body));
        await WriteAsync(Document("gharial", new string('x', 5_000_000), id: "one word"));
        await WriteAsync(Document("gharial", string.Concat(Enumerable.Repeat("ॐ ", 1_000_000)), id: "devanagari"));

        Assert.Equal(3, (await _searcher.SearchAsync(Query("gharial"), Ct)).Hits.Count);
    }

    [Fact]
    public async Task Bad_documents_and_queries_are_refused_by_name()
    {
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);

        await Assert.ThrowsAsync<InvalidArgumentException>(() => _index.UpsertAsync(db, Document("a", "") with { Surface = "x" }, Ct));
        await Assert.ThrowsAsync<InvalidArgumentException>(() => _index.UpsertAsync(db, Document("a", "") with { EntityId = "" }, Ct));
        await Assert.ThrowsAsync<InvalidArgumentException>(() => _index.UpsertAsync(db, Document("a", "") with { EntityId = "\0" }, Ct));
        await Assert.ThrowsAsync<InvalidArgumentException>(
            () => _index.BulkUpsertAsync(db, [Document("a", "", id: "twice"), Document("b", "", id: "twice")], Ct));
        await Assert.ThrowsAsync<InvalidArgumentException>(() => _searcher.SearchAsync(Query("a") with { Limit = 0 }, Ct));
        Assert.Throws<InvalidArgumentException>(() => new AudienceTag("two words"));
        Assert.Throws<InvalidArgumentException>(() => new AudienceTag(""));
    }

    [Fact]
    public async Task The_surfaces_of_the_code_are_the_surfaces_of_the_table()
    {
        var rows = await database.DataSource.ValueAsync<string[]>("select array_agg(name order by name) from search_surface");
        var names = await database.DataSource.ValueAsync<string[]>("select array_agg(name) from search_surface where titles_are_names");

        Assert.Equal(Surfaces.All.Order(StringComparer.Ordinal), rows);
        Assert.Equal([Surfaces.Directory], names);
    }

    static SearchDocument Document(string title, string body, string? id = null) =>
        new(Surfaces.Groups, id ?? Guid.CreateVersion7().ToString(), title, body, [Rowers]);

    static SearchQuery Query(string text) => new(text, [Rowers]);

    async Task<IEnumerable<string>> FindAsync(string text, params AudienceTag[] tags) =>
        (await _searcher.SearchAsync(new(text, tags), Ct)).Hits.Select(h => h.EntityId);

    async Task WriteAsync(params SearchDocument[] documents)
    {
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        await _index.BulkUpsertAsync(db, documents, Ct);
    }
}
