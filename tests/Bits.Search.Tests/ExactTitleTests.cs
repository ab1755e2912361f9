using Bits.Search.Tests.Live;

namespace Bits.Search.Tests;

/// <summary>What is called exactly what was asked for comes first, and a name of stop words alone is found; by the database and by
/// the live index.</summary>
public sealed class ExactTitleTests(TestDatabase database) : SearchTestBase(database), IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await Database.DataSource.SqlAsync("truncate search_document cascade");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("rowing club")]
    [InlineData("Rowing Club!")]
    [InlineData("rowing  clúb")]
    [InlineData("\"rowing club\"")]
    [InlineData("rowing club -chess")]
    public async Task The_exact_title_comes_first(string text)
    {
        await WriteAsync(Document("exact", "Rowing Club", "Founded in 1962."));
        await WriteAsync([.. Better()]);
        await RefreshAsync();

        await EveryPathAsync(Query(text) with { Syntax = SearchSyntax.Web }, ids => Assert.Equal("exact", ids[0]));
    }

    [Fact]
    public async Task The_exact_title_comes_first_while_it_is_typed()
    {
        await WriteAsync(Document("exact", "Rowing Club", "Founded in 1962."));
        await WriteAsync([.. Better()]);

        await EveryPathAsync(Query("rowing club") with { LastWordIsPrefix = true }, ids => Assert.Equal("exact", ids[0]));
    }

    [Fact]
    public async Task The_exact_title_comes_first_though_its_text_is_long_and_old_and_nobody_likes_it()
    {
        await WriteAsync(Document("exact", "Rowing", string.Join(' ', Enumerable.Repeat("filler", 2_000))));
        await Database.DataSource.SqlAsync("update search_document set updated_at = now() - interval '5 years'");
        await WriteAsync([.. Enumerable.Range(0, 30).Select(i =>
            Document($"better-{i}", "Rowing rowing", "rowing rowing rowing") with { Quality = 1 })]);

        await EveryPathAsync(Query("rowing"), ids => Assert.Equal("exact", ids[0]));
    }

    [Fact]
    public async Task The_exact_title_is_found_among_more_than_a_pool_of_the_database_holds()
    {
        await WriteAsync(Document("exact", "Rowing"));
        await WriteAsync([.. Enumerable.Range(0, 3_000).Select(i => Document($"better-{i}", $"Rowing rowing {i}", "rowing rowing"))]);
        await RefreshAsync();

        await EveryPathAsync(Query("rowing"), ids => Assert.Equal("exact", ids[0]));
    }

    [Fact]
    public async Task Thousands_of_the_exact_title_come_before_what_is_newer()
    {
        await WriteAsync([.. Enumerable.Range(0, 1_500).Select(i => Document($"exact-{i}", "Rowing", $"number {i}"))]);
        await WriteAsync([.. Enumerable.Range(0, 3_000).Select(i => Document($"better-{i}", $"Rowing rowing {i}", "rowing rowing"))]);
        await RefreshAsync();

        await EveryPathAsync(Query("rowing"), ids => Assert.All(ids, id => Assert.StartsWith("exact", id, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Pages_of_exact_titles_and_others_meet()
    {
        await WriteAsync([.. Enumerable.Range(0, 7).Select(i => Document($"exact-{i}", "Rowing", $"number {i}"))]);
        await WriteAsync([.. Enumerable.Range(0, 9).Select(i => Document($"other-{i}", $"Rowing {i}", "rowing"))]);

        var (found, _) = await WalkAsync(Query("rowing") with { Limit = 3 });

        Assert.Equal(16, found.Distinct().Count());
        Assert.Equal(16, found.Count);
        Assert.All(found.Take(7), id => Assert.StartsWith("exact", id, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_title_that_nobody_may_see_changes_nothing()
    {
        await WriteAsync([.. Better()]);
        var before = await IdsAsync(Query("rowing club"));

        await WriteAsync(Document("secret", "Rowing Club") with { AudienceTags = [AudienceTags.Batch(1999)] });

        await EveryPathAsync(Query("rowing club"), ids => Assert.Equal(before, ids));
    }

    [Theory]
    [InlineData("IT", "IT")]
    [InlineData("it", "IT")]
    [InlineData("The Who", "The Who")]
    [InlineData("will", "Will")]
    [InlineData("will", "Will and Grace")]
    [InlineData("\"the who\"", "The Who")]
    [InlineData("it OR will", "Will")]
    public async Task A_name_of_stop_words_is_found_and_first(string text, string title)
    {
        await WriteAsync(Document("named", title, "Founded in 1962."));
        await WriteAsync(
            Document("word", "Rowing", "It will be the day on which the boats who won are shown."),
            Document("other", "Who is it that will be the captain", "Come."));
        await RefreshAsync();

        await EveryPathAsync(Query(text) with { Syntax = SearchSyntax.Web }, ids =>
        {
            Assert.Equal("named", ids[0]);
            Assert.DoesNotContain("word", ids);
        });
    }

    [Theory]
    [InlineData("it")]
    [InlineData("the who")]
    [InlineData("will")]
    public async Task What_is_found_while_it_is_typed_is_found_when_it_has_been(string text)
    {
        await WriteAsync(Document("it", "IT"), Document("who", "The Who"), Document("will", "Will"));

        var typing = await IdsAsync(Query(text) with { LastWordIsPrefix = true });

        Assert.Equal(typing, await IdsAsync(Query(text)));
        Assert.Single(typing);
    }

    [Fact]
    public async Task A_name_of_stop_words_with_a_synonym_is_found_too()
    {
        await using (var db = await Database.DataSource.OpenConnectionAsync(Ct))
            await SearchTerms.AddSynonymAsync(db, "it", "computing", Ct);
        await WriteAsync(Document("computing", "Computing"), Document("it", "IT"));

        await EveryPathAsync(Query("it"), ids => Assert.Equal(["it", "computing"], ids));
        await Database.DataSource.SqlAsync("delete from search_term");
    }

    [Fact]
    public async Task A_stop_word_beside_another_word_is_left_out_as_before()
    {
        await WriteAsync(Document("who", "The Who"), Document("concert", "Concert"));

        var page = await SearchAsync(Query("the concert"));

        Assert.Equal(["concert"], page.Hits.Select(hit => hit.EntityId));
        Assert.Equal(["the"], page.IgnoredWords);
    }

    // Written later, and with the words more often.
    static IEnumerable<SearchDocument> Better() => Enumerable.Range(0, 5).Select(i =>
        Document($"better-{i}", "Rowing club rowing club", "rowing club rowing club rowing club") with { Quality = 1 });

    async Task EveryPathAsync(SearchQuery query, Action<List<string>> check)
    {
        check([.. (await new Searcher(Database.DataSource).SearchAsync(query, Ct)).Hits.Select(hit => hit.EntityId)]);
        await using var rig = await LiveRig.ReadyAsync(Database.Direct, Ct);
        var page = await new Searcher(Database.DataSource, live: rig.Index).SearchAsync(query, Ct);
        check([.. page.Hits.Select(hit => hit.EntityId)]);
    }
}
