namespace Bits.Search.Tests;

/// <summary>What the SQL path does in an index of which it has statistics, and too much to look at all of it.</summary>
[Slow]
public sealed class LargeIndexTests(TestDatabase database) : SearchTestBase(database)
{
    const int Window = 1_000;

    [Fact]
    public async Task A_name_as_it_is_written_comes_before_a_thousand_that_only_sound_like_it()
    {
        await WriteAsync([.. Enumerable.Range(0, 30).Select(i => Person($"as{i}", "Sourav Banerjee"))]);
        await WriteAsync([.. Enumerable.Range(0, 2 * Window).Select(i => Person($"like{i}", "Saurav Banerji"))]);
        await WriteAsync([.. Enumerable.Range(0, 2 * Window).Select(i => Document($"w{i}", $"wombat {i}"))]);
        await RefreshAsync();
        var searcher = new Searcher(Database.DataSource);
        var query = Query("Sourav Banerjee") with { Surfaces = [Surfaces.Directory], Limit = 20 };

        var first = await searcher.SearchAsync(query, Ct);
        var second = await searcher.SearchAsync(query with { After = first.Next }, Ct);

        Assert.All(first.Hits, hit => Assert.StartsWith("as", hit.EntityId, StringComparison.Ordinal));
        Assert.Equal(10, second.Hits.Count(hit => hit.EntityId.StartsWith("as", StringComparison.Ordinal)));
        Assert.Equal(20, second.Hits.Count);
        Assert.False(first.IsComplete);
    }

    [Fact]
    public async Task Of_a_rare_word_or_a_common_one_the_rare_one_is_found_however_old()
    {
        await WriteAsync([.. Enumerable.Range(0, 5).Select(i => Public($"old{i}", $"quokka {i}"))]);
        await WriteAsync([.. Enumerable.Range(0, 4 * Window).Select(i => Public($"b{i}", $"bandicoot {i}"))]);
        await WriteAsync([.. Enumerable.Range(0, 4 * Window).Select(i => Public($"d{i}", $"dunnart {i}"))]);
        await RefreshAsync();

        var page = await new Searcher(Database.DataSource).SearchAsync(
            Query("bandicoot OR quokka") with { Syntax = SearchSyntax.Web, Limit = 20 }, Ct);

        Assert.Equal(20, page.Hits.Count);
        Assert.All(page.Hits.Take(5), hit => Assert.StartsWith("old", hit.EntityId, StringComparison.Ordinal));
        Assert.False(page.IsComplete);
    }

    [Fact]
    public async Task Of_a_word_that_the_statistics_do_not_know_less_is_looked_at_in_a_large_index()
    {
        const int unknownWindow = 240;
        await WriteAsync([.. Enumerable.Range(0, 3 * Window).Select(i => Public($"q{i}", $"quoll {i}"))]);
        await WriteAsync([.. Enumerable.Range(0, unknownWindow).Select(i => Document($"p{i}", $"potoroo {i}"))]);
        await RefreshAsync();

        var (found, isComplete) = await WalkAsync(Query("potoroo") with { Limit = 100 });
        Assert.Equal((unknownWindow, true), (found.Distinct().Count(), isComplete));

        await WriteAsync(Document("more", "potoroo"));

        (found, isComplete) = await WalkAsync(Query("potoroo") with { Limit = 100 });
        Assert.False(isComplete);
        Assert.Equal(found.Count, found.Distinct().Count());
        Assert.Equal("more", found[0]);
    }

    [Theory]
    [InlineData("num")]
    [InlineData("numb")]
    public async Task A_beginning_finds_words_that_the_statistics_do_not_know_where_the_caller_may_not_see_the_frequent_ones(string typed)
    {
        await WriteAsync([.. Enumerable.Range(0, 4 * Window).Select(i => Public($"n{i}", $"numbat {i}") with { AudienceTags = [AudienceTags.Institute] })]);
        await WriteAsync(Document("rare", "numbskull"));
        await WriteAsync([.. Enumerable.Range(0, Window).Select(i => Public($"e{i}", $"echidna {i}"))]);
        await RefreshAsync();
        var query = Query(typed) with { LastWordIsPrefix = true, Limit = 20 };

        var everybody = await SearchAsync(query with { AudienceTags = [AudienceTags.Institute] });
        Assert.Equal(20, everybody.Hits.Count);
        Assert.False(everybody.IsComplete);
        Assert.Equal(["rare"], await IdsAsync(query));
    }

    static SearchDocument Person(string id, string name) => Document(id, name, surface: Surfaces.Directory);
}
