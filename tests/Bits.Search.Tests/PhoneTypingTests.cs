namespace Bits.Search.Tests;

/// <summary>What phones type for the signs of a query: curly, low and angle quotes, dashes, and what looks like an apostrophe.
/// </summary>
public sealed class PhoneTypingTests(TestDatabase database) : SearchTestBase(database)
{
    [Theory]
    [InlineData("\"numbat quoll\"")]
    [InlineData("“numbat quoll”")]
    [InlineData("”numbat quoll“")]
    [InlineData("„numbat quoll“")]
    [InlineData("„numbat quoll”")]
    [InlineData("‟numbat quoll”")]
    [InlineData("«numbat quoll»")]
    [InlineData("»numbat quoll«")]
    [InlineData("« numbat quoll »")]
    [InlineData("‹numbat quoll›")]
    [InlineData("‘numbat quoll’")]
    [InlineData("‚numbat quoll‘")]
    [InlineData("＂numbat quoll＂")]
    [InlineData("「numbat quoll」")]
    [InlineData("\u200e“numbat quoll”\u200e")]
    [InlineData("“numbat quoll")]
    public async Task Every_quote_is_a_quote(string text)
    {
        await WriteAsync(
            Document("together", "one", "a numbat quoll walks"), Document("apart", "two", "a quoll and a numbat walk"));

        Assert.Equal(["together"], await IdsAsync(Web(text)));
    }

    [Theory]
    [InlineData("kowari -bilby")]
    [InlineData("kowari –bilby")]
    [InlineData("kowari —bilby")]
    [InlineData("kowari ―bilby")]
    [InlineData("kowari −bilby")]
    [InlineData("kowari ‐bilby")]
    [InlineData("kowari ‑bilby")]
    [InlineData("kowari ﹣bilby")]
    [InlineData("kowari －bilby")]
    [InlineData("–bilby kowari")]
    [InlineData("\u200f–bilby kowari")]
    [InlineData("kowari –“bilby dunnart”")]
    [InlineData("kowari —«bilby dunnart»")]
    public async Task Every_dash_before_a_word_leaves_it_out(string text)
    {
        await WriteAsync(Document("without", "three", "kowari alone"), Document("with", "four", "kowari bilby dunnart"));

        Assert.Equal(["without"], await IdsAsync(Web(text)));
    }

    [Theory]
    [InlineData("wyulda – potoroo")]
    [InlineData("wyulda — potoroo")]
    [InlineData("wyulda–potoroo")]
    [InlineData("wyulda —")]
    public async Task A_dash_between_words_leaves_nothing_out(string text)
    {
        await WriteAsync(Document("both", "five", "wyulda potoroo"));

        Assert.Contains("both", await IdsAsync(Web(text)));
    }

    [Theory]
    [InlineData('\'')]
    [InlineData('’')]
    [InlineData('‘')]
    [InlineData('‛')]
    [InlineData('ʼ')]
    [InlineData('ʻ')]
    [InlineData('ʹ')]
    [InlineData('`')]
    [InlineData('´')]
    [InlineData('′')]
    [InlineData('＇')]
    [InlineData('ꞌ')]
    public async Task Every_apostrophe_is_one(char sign)
    {
        var id = $"sign {(int)sign:x4}";
        await WriteAsync(Document(id, "six", $"Mr D{sign}Souza eats Melinda{sign}s bread"));

        foreach (var text in new[] { "D'Souza", "d’souza", "DSouza", "Melinda", $"D{sign}Souza Melinda{sign}s" })
            foreach (var syntax in new[] { SearchSyntax.Plain, SearchSyntax.Web })
                Assert.Contains(id, await IdsAsync(Query(text) with { Syntax = syntax, SomeWords = false, Limit = 100 }));
        var hit = (await SearchAsync(Query("DSouza") with { Limit = 100 })).Hits.Single(hit => hit.EntityId == id);
        Assert.Contains($"<mark>D{(sign == '\'' ? "&#x27;" : sign)}Souza</mark>", hit.Snippet, StringComparison.Ordinal);
    }

    static SearchQuery Web(string text) => Query(text) with { Syntax = SearchSyntax.Web, SomeWords = false };
}
