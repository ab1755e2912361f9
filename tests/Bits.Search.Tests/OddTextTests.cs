using System.Net;
using System.Text.RegularExpressions;

namespace Bits.Search.Tests;

/// <summary>Letters that are several characters, and characters that are two halves in memory.</summary>
[Slow]
public sealed partial class OddTextTests(TestDatabase database) : SearchTestBase(database)
{
    [Fact]
    public async Task Every_text_is_written_found_beside_a_plain_word_and_shown_unbroken()
    {
        var texts = OddTexts.Fixed.Concat(OddTexts.Random(3, 200)).ToList();
        foreach (var (text, i) in texts.Select((text, i) => (text, i)))
            foreach (var surface in new[] { Surfaces.Directory, Surfaces.Groups })
                await WriteAsync(Document($"odd{i}", text, $"oddment{i} {text}", surface));

        foreach (var (text, i) in texts.Select((text, i) => (text, i)))
        {
            var hits = (await SearchAsync(Query($"oddment{i}"))).Hits;
            Assert.Equal(2, hits.Count);
            Assert.All(hits, hit => AssertUnbroken(hit, $"oddment{i} {text}"));
            foreach (var syntax in new[] { SearchSyntax.Plain, SearchSyntax.Web })
                await SearchAsync(Query(text) with { Syntax = syntax, LastWordIsPrefix = true });
        }
    }

    [Theory]
    [InlineData("𐐨𐐩𐐪𐐫", "𐐨𐐩")]
    [InlineData("𐐨𐐩𐐪𐐫", "𐐨𐐩𐐪")]
    [InlineData("𐐨𐐩𐐪𐐫𐐬", "𐐨𐐩𐐪𐐫")]
    [InlineData("rowing👍🏽club", "ro")]
    [InlineData("rowing👍🏽club", "clu")]
    public async Task A_title_is_found_while_its_word_is_typed_whatever_its_letters(string title, string typed)
    {
        await WriteAsync(Document($"typed {title} {typed}", title));

        Assert.Contains($"typed {title} {typed}", await IdsAsync(Query(typed) with { LastWordIsPrefix = true }));
    }

    [Theory]
    [InlineData("alpha,")]
    [InlineData("😀")]
    [InlineData("👨‍👩‍👧‍👦")]
    [InlineData("e\u0301-")]
    [InlineData("🇮🇳")]
    public async Task A_text_without_blanks_is_cut_between_letters_and_shows_the_place_that_was_found(string filler)
    {
        var text = string.Concat(Enumerable.Repeat(filler, 300)) + ",quokka," + string.Concat(Enumerable.Repeat(filler, 300));
        await WriteAsync(Document($"long {filler}", "long", text));

        var hit = (await SearchAsync(Query("quokka") with { Limit = 100 })).Hits.Single(hit => hit.EntityId == $"long {filler}");

        Assert.Contains("<mark>quokka</mark>", hit.Snippet, StringComparison.Ordinal);
        Assert.True(hit.Excerpt.Length <= 220, hit.Excerpt);
        AssertUnbroken(hit, text);
    }

    [Theory]
    [InlineData("we می\u200cخواهم it", "می\u200cخواهم", "<mark>می\u200cخواهم</mark>")]
    [InlineData("see क्\u200dषेत्र now", "क्\u200dषेत्र", "<mark>क्\u200dषेत्र</mark>")]
    [InlineData("press 1\ufe0f\u20e3 twice", "press", "1\ufe0f\u20e3")]
    [InlineData("the 𐐨𐐩𐐪 letters", "𐐨𐐩𐐪", "<mark>𐐨𐐩𐐪</mark>")]
    [InlineData("gecko 👍🏽 <b>", "gecko", "<mark>gecko</mark> 👍🏽 &lt;b&gt;")]
    public async Task A_mark_begins_and_ends_between_letters(string text, string query, string expected)
    {
        await WriteAsync(Document($"mark {query}", "marks", text));

        var hit = (await SearchAsync(Query(query))).Hits.Single(hit => hit.EntityId == $"mark {query}");

        Assert.Contains(expected, hit.Snippet, StringComparison.Ordinal);
        AssertUnbroken(hit, text);
    }

    static void AssertUnbroken(SearchHit hit, string text)
    {
        var shown = text.Replace('\0', ' ');
        Assert.True(OddTexts.IsUnbroken(hit.Excerpt, shown), $"{Escaped(hit.Excerpt)} of {Escaped(shown)}");
        foreach (var piece in Mark.Split(hit.Snippet).Select(WebUtility.HtmlDecode))
            Assert.True(OddTexts.IsUnbroken(piece!, shown), $"{Escaped(piece!)} of {Escaped(shown)}");
    }

    static string Escaped(string text) => System.Text.Json.JsonSerializer.Serialize(text.Length > 300 ? text[..300] : text);

    [GeneratedRegex("</?mark>")]
    static partial Regex Mark { get; }
}
