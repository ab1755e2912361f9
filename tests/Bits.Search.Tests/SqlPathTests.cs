namespace Bits.Search.Tests;

/// <summary>What the SQL path does where more fits than it looks at.</summary>
public sealed class SqlPathTests(TestDatabase database) : SearchTestBase(database)
{
    const int Window = 1_000;

    [Fact]
    public async Task What_fits_is_complete_up_to_a_thousand_documents_and_says_when_it_is_not()
    {
        await WriteAsync([.. Enumerable.Range(0, Window).Select(i => Public($"n{i}", $"numbat {i}"))]);
        await RefreshAsync(); // where others have, what is unknown is looked at less far

        var (found, isComplete) = await WalkAsync(PublicQuery("numbat"));
        Assert.Equal((Window, true), (found.Distinct().Count(), isComplete));
        Assert.Equal(Window, found.Count);

        await WriteAsync(Public("more", "numbat"));

        (found, isComplete) = await WalkAsync(PublicQuery("numbat"));
        Assert.False(isComplete);
        Assert.Equal(found.Count, found.Distinct().Count());
        Assert.Equal("more", found[0]); // the newest and the shortest
    }

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
            PublicQuery("bandicoot OR quokka") with { Syntax = SearchSyntax.Web, Limit = 20 }, Ct);

        Assert.Equal(20, page.Hits.Count);
        Assert.All(page.Hits.Take(5), hit => Assert.StartsWith("old", hit.EntityId, StringComparison.Ordinal));
        Assert.False(page.IsComplete);
    }

    static SearchDocument Public(string id, string title) => new(Surfaces.Groups, id, title, "", [AudienceTag.Institute]);

    static SearchQuery PublicQuery(string text) => new(text, [AudienceTag.Institute]);

    static SearchDocument Person(string id, string name) => Document(id, name, surface: Surfaces.Directory);

    async Task<(List<string> Found, bool IsComplete)> WalkAsync(SearchQuery query)
    {
        var (found, isComplete, after) = (new List<string>(), true, default(string));
        do
        {
            var page = await SearchAsync(query with { Limit = 100, After = after });
            found.AddRange(page.Hits.Select(hit => hit.EntityId));
            (isComplete, after) = (isComplete && page.IsComplete, page.Next);
        }
        while (after is not null);

        return (found, isComplete);
    }
}
