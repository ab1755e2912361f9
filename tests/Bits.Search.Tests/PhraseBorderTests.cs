namespace Bits.Search.Tests;

/// <summary>Where a title ends and a text begins, no phrase goes on; what stands in both is counted once.</summary>
public sealed class PhraseBorderTests(TestDatabase database) : SearchTestBase(database), IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await Database.DataSource.SqlAsync("truncate search_document cascade");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("Sunday rowing", "Sunday rowing\nMeet at the boat house.")]
    [InlineData("Sunday rowing", "Sunday rowing")]
    [InlineData("Sunday rowing", "Sunday is the day.")]
    [InlineData("About rowing", "Sunday at seven.")]
    public async Task A_phrase_does_not_reach_from_the_title_into_the_text(string title, string body)
    {
        await WriteAsync(Document("post", title, body));

        Assert.Empty(await IdsAsync(Phrase("rowing sunday")));
    }

    [Fact]
    public async Task The_longest_phrase_does_not_reach_from_the_title_into_the_text()
    {
        var between = string.Join(' ', Enumerable.Repeat("the", 500));
        await WriteAsync(Document("post", "rowing", $"{between} sunday"));

        Assert.Empty(await IdsAsync(Phrase($"rowing {between} sunday")));
    }

    [Theory]
    [InlineData("sunday rowing")]
    [InlineData("meet at the boat house")]
    public async Task A_phrase_of_the_title_and_one_of_the_text_are_found(string phrase)
    {
        await WriteAsync(Document("post", "Sunday rowing", "Sunday rowing\nMeet at the boat house."));

        Assert.Equal(["post"], await IdsAsync(Phrase(phrase)));
    }

    [Theory]
    [InlineData("Sunday rowing", "Sunday rowing\nMeet at seven.", 1, 0)]
    [InlineData("Sunday rowing", "  \n Sunday rowing \r\nMeet at seven.", 1, 0)]
    [InlineData("Sunday rowing", "Sunday rowing", 1, 0)]
    [InlineData("Sunday rowing", "Sunday rowing\nMore rowing.", 1, 1)]
    [InlineData("Sunday rowing", "Sunday rowing is what we do.", 1, 1)]
    [InlineData("Sunday rowing", "We do rowing.", 1, 1)]
    public async Task A_title_that_is_the_first_line_counts_once(string title, string body, int inTitle, int inBody)
    {
        await WriteAsync(Document("post", title, body));

        var match = Assert.Single(Assert.Single((await ExplainAsync("rowing")).Words).Matches, match => match.Kind == "word");

        Assert.Equal((inTitle, inBody), (match.InTitle, match.InBody));
    }

    // What is called a post is the beginning of its first line, cut wherever it was long enough.
    [Fact]
    public async Task A_title_that_was_cut_from_the_first_line_counts_once_and_phrases_go_on_behind_the_cut()
    {
        const string line = "Sunday rowing begins at seven sharp from the boat house near bridge and ends at sunset downstream";
        await WriteAsync(Document("post", line[..line.IndexOf("ge and", StringComparison.Ordinal)], line));

        var match = Assert.Single(Assert.Single((await ExplainAsync("rowing")).Words).Matches, match => match.Kind == "word");

        Assert.Equal((1, 0), (match.InTitle, match.InBody));
        Assert.Equal(["post"], await IdsAsync(Phrase("near bridge and ends")));
        Assert.Equal(["post"], await IdsAsync(Query("downstream")));
    }

    static SearchQuery Phrase(string words) => Query($"\"{words}\"") with { Syntax = SearchSyntax.Web };

    async Task<SearchExplanation> ExplainAsync(string text) =>
        (await Searcher.ExplainAsync(Query(text), Surfaces.Groups, "post", Ct))!;
}
