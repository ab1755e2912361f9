using System.Text.Json;
using Bits.Platform.Features.Groups;
using Bits.Platform.Features.Searching.Saved;
using Bits.Platform.Rpc;

namespace Bits.Platform.Tests.Texts;

/// <summary>What names, texts and slugs may hold, as the calls check it.</summary>
public sealed class TextRulesTests
{
    const string Group = "0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10";

    [Theory]
    [InlineData("Rowing in Goa")]
    [InlineData("O'Brien & Söhne — №1 (2018)")]
    [InlineData("cafe\u0301 Z\u030c\u0301")]
    [InlineData("नमस्ते क्\u200dषेत्र श्रीमान्\u200c")]
    [InlineData("രാജന്\u200d")]
    [InlineData("می\u200cخواهم")]
    [InlineData("שָׁלוֹם عَرَبِيّ")]
    [InlineData("Rowing 👍🏽 👨‍👩‍👧‍👦 ❤️‍🔥 🏴󠁧󠁢󠁳󠁣󠁴󠁿 1️⃣ 🇮🇳 🏳️‍🌈 👩🏽‍💻")]
    [InlineData("東京\u3000タワー 葛󠄀城")]
    [InlineData("New\u00a0Delhi")]
    [InlineData("한국 ภาษาไทย ཨོཾ")]
    public void A_name_that_can_be_read_is_accepted(string name)
    {
        Assert.Empty(NameProblems(name));
        Assert.Empty(BodyProblems(name));
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData(" \u00a0\t", "is blank")]
    [InlineData("\u200b", "only invisible characters such as U+200B")]
    [InlineData("\u200b\u2060\ufeff \u00ad", "U+200B")]
    [InlineData("\u3164", "U+3164")]
    [InlineData("\u115f\u1160", "U+115F")]
    [InlineData("\u2800\u2800", "U+2800")]
    [InlineData("\u200e\u200f", "U+200E")]
    [InlineData("\ufe0f", "U+FE0F")]
    [InlineData("\U000e0041\U000e0042", "U+E0041")]
    [InlineData("\u0301\u0302", "only marks such as U+0301")]
    [InlineData("\u093e \u094d", "only marks such as U+093E")]
    [InlineData("\u202eevil", "U+202E, which reverses the text after it")]
    [InlineData("a\u202db", "U+202D")]
    [InlineData("a\u2067b\u2069", "U+2067")]
    [InlineData("a \u2066b", "U+2066")]
    [InlineData("a\u2069b", "U+2069")]
    [InlineData("a\u202ab", "U+202A")]
    public void What_cannot_be_read_or_turns_around_is_refused_as_a_name_and_as_a_body(string text, string why)
    {
        Assert.Contains(why, Assert.Single(NameProblems(text)), StringComparison.Ordinal);
        Assert.Contains(why, Assert.Single(BodyProblems(text)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Rowing\nGoa", "line break")]
    [InlineData("Rowing\r\n", "line break")]
    [InlineData("Rowing\u2028Goa", "line break")]
    [InlineData("Row\u200bing", "U+200B, which is invisible there")]
    [InlineData("Row\u00ading", "U+00AD")]
    [InlineData("\ufeffRowing", "U+FEFF")]
    [InlineData("Rowing\u200d", "U+200D")]
    [InlineData("\u200cRowing", "U+200C")]
    [InlineData("Row \u200d ing", "U+200D")]
    [InlineData("Rowing\u200e", "U+200E")]
    [InlineData("Row\u2066ing\u2069", "U+2066")]
    [InlineData("Row\u3164ing", "U+3164")]
    [InlineData("\u0301Rowing", "mark U+0301 without a letter")]
    [InlineData("Row \u0301ing", "mark U+0301 without a letter")]
    [InlineData("Rowing\ufe0f\ufe0f", "U+FE0F")]
    [InlineData("Row\U000e0067ing", "U+E0067")]
    [InlineData("Row\u0007ing", "control character U+0007")]
    [InlineData("Row\u2003ing", "unusual blank U+2003")]
    public void What_hides_in_a_name_is_refused_by_its_number_and_may_stand_in_a_body(string name, string why)
    {
        Assert.Contains(why, Assert.Single(NameProblems(name)), StringComparison.Ordinal);
        Assert.Empty(BodyProblems(name));
    }

    [Theory]
    [InlineData("Who rows?\r\n\r\n\t1. me\n")]
    [InlineData("\u2068@Asha\u2069 comes")]
    [InlineData("call \u202a+91 98765 43210\u202c")]
    [InlineData("ปลา\u200bตาก")]
    [InlineData("\u200fשלום")]
    public void What_people_paste_into_a_body_is_accepted(string body) => Assert.Empty(BodyProblems(body));

    [Fact]
    public void The_bound_that_was_broken_is_named_with_what_was_there()
    {
        Assert.Equal("has 121 characters; shorten it to 120.", Assert.Single(NameProblems(new string('a', 121))));
        Assert.Equal("has 10,001 characters; shorten it to 10,000.", Assert.Single(BodyProblems(new string('a', 10_001))));
        Assert.Empty(NameProblems(string.Concat(Enumerable.Repeat("🙂", 120)))); // as the database counts
        Assert.Equal("has 121 characters; shorten it to 120.", Assert.Single(NameProblems(string.Concat(Enumerable.Repeat("🙂", 121)))));
    }

    [Theory]
    [InlineData("rowing-goa")]
    [InlineData("r2")]
    [InlineData("2018-batch")]
    [InlineData("administration")]
    public void A_slug_is_accepted(string slug) => Assert.Empty(SlugProblems(slug));

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("Rowing", "'R' (U+0052)")]
    [InlineData("rowing goa", "U+0020")]
    [InlineData("rowing\n", "U+000A")]
    [InlineData("rowıng", "'ı' (U+0131)")]
    [InlineData("-rowing", "begins with a dash")]
    [InlineData("xn--80ak6aa92e", "two dashes behind its second letter")]
    [InlineData("0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10", "looks like an id")]
    [InlineData("0198c1d27d3a7c419f0e3a5b8e6d2f10", "looks like an id")]
    [InlineData("42", "looks like an id")]
    [InlineData("admin", "addresses of the platform need")]
    [InlineData("api", "addresses of the platform need")]
    [InlineData("new", "addresses of the platform need")]
    [InlineData("me", "addresses of the platform need")]
    [InlineData("settings", "addresses of the platform need")]
    public void A_slug_is_refused_by_the_rule_that_it_breaks(string slug, string why) =>
        Assert.Contains(why, Assert.Single(SlugProblems(slug)), StringComparison.Ordinal);

    [Fact]
    public void A_slug_that_is_too_long_says_how_long_it_may_be() =>
        Assert.Equal("has 64 characters; shorten it to 63.", Assert.Single(SlugProblems(new string('r', 64))));

    [Fact]
    public void A_saved_search_has_a_name_like_others_and_looks_for_anything()
    {
        Assert.Contains("line break", Assert.Single(Problems<SaveSearch.Request>(new { name = "a\nb", text = "x" })), StringComparison.Ordinal);
        Assert.Empty(Problems<SaveSearch.Request>(new { name = "Rowing", text = "row\u200b\u202e" }));
    }

    static List<string> NameProblems(string name) =>
        Problems<CreateGroup.Request>(new { slug = "rowing-goa", name, visibility = "public" });

    static List<string> BodyProblems(string body) => Problems<PostToGroup.Request>(new { groupId = Group, body });

    static List<string> SlugProblems(string slug) =>
        Problems<CreateGroup.Request>(new { slug, name = "Rowing", visibility = "public" });

    static List<string> Problems<TRequest>(object request) where TRequest : notnull
    {
        try
        {
            RequestBinder.Bind<TRequest>(JsonSerializer.SerializeToElement(request));
            return [];
        }
        catch (FaultException fault)
        {
            return [.. fault.Fields.Select(field => field.Problem)];
        }
    }
}
