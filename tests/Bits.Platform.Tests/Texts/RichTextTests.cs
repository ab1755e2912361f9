using Bits.Platform.Texts;

namespace Bits.Platform.Tests.Texts;

/// <summary>What people write reaches a screen as safe HTML.</summary>
public sealed class RichTextTests
{
    static readonly Dictionary<string, MentionedUser> Mentions = new()
    {
        ["asha.rao"] = new(Guid.Parse("0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11"), "asha.r", "Asha \"R\" <Rao>"),
    };

    [Theory]
    [InlineData("**Row** _now_", "<p><strong>Row</strong> <em>now</em></p>\n")]
    [InlineData("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n")]
    [InlineData("a <b onclick=x>b</b>", "<p>a &lt;b onclick=x&gt;b&lt;/b&gt;</p>\n")]
    [InlineData("[x](https://example.org)", "<p><a href=\"https://example.org\" rel=\"nofollow ugc noopener\">x</a></p>\n")]
    [InlineData("[x](/groups/rowing)", "<p><a href=\"/groups/rowing\" rel=\"nofollow ugc noopener\">x</a></p>\n")]
    [InlineData("https://example.org", "<p><a href=\"https://example.org\" rel=\"nofollow ugc noopener\">https://example.org</a></p>\n")]
    [InlineData("[x](javascript:alert(1))", "<p>x</p>\n")]
    [InlineData("[x](JaVaScRiPt:alert(1))", "<p>x</p>\n")]
    [InlineData("[x](//evil.example)", "<p>x</p>\n")]
    [InlineData("[x](/\\evil.example)", "<p>x</p>\n")]
    [InlineData("[x](data:text/html;base64,PHNjcmlwdD4=)", "<p>x</p>\n")]
    [InlineData("<javascript:alert(1)>", "<p>javascript:alert(1)</p>\n")]
    [InlineData("![cat](https://example.org/cat.png)", "<p><a href=\"https://example.org/cat.png\" rel=\"nofollow ugc noopener\">cat</a></p>\n")]
    [InlineData("asha.rao@example.org", "<p>asha.rao@example.org</p>\n")]
    [InlineData("Ask @Asha.Rao.", "<p>Ask <span class=\"mention\">@Asha &quot;R&quot; &lt;Rao&gt;</span>.</p>\n")]
    [InlineData("Ask @bikram", "<p>Ask @bikram</p>\n")]
    [InlineData("`@asha.rao`", "<p><code>@asha.rao</code></p>\n")]
    public void A_text_becomes_safe_html(string text, string html) => Assert.Equal(html, RichText.ToHtml(text, Mentions));

    [Fact]
    public void A_text_that_nests_too_deep_is_shown_as_it_is()
    {
        var html = RichText.ToHtml(new string('>', 5_000) + "<x>", Mentions);

        Assert.DoesNotContain("<x>", html, StringComparison.Ordinal);
        Assert.Empty(RichText.ListHandles(new string('>', 5_000) + "@asha.rao"));
    }

    [Fact]
    public void The_names_of_a_text_are_listed_once_and_replaced_by_the_present_ones()
    {
        const string text = "Ask @Asha.Rao, @asha.rao or @bikram, not `@code` and not a@b.";

        Assert.Equal(["asha.rao", "bikram"], RichText.ListHandles(text));
        Assert.Equal("Ask @asha.r, @asha.r or @bikram, not `@code` and not a@b.", RichText.WithPresentNames(text, Mentions));
    }

    [Fact]
    public void No_odd_text_makes_an_element_that_the_renderer_does_not_make()
    {
        string[] parts = ["<img src=x onerror=alert(1)>", "](javascript:x)", "[", "![", "`", "\n", "> ", "* ", "@a", "<", "&lt;", "\"", "'", "http://x", "\\", "#"];
        var random = new Random(20261130);
        for (var i = 0; i < 3_000; i++)
        {
            var html = RichText.ToHtml(string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => parts[random.Next(parts.Length)])), Mentions);

            Assert.DoesNotContain("<img", html, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("=\"javascript:", html, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotMatch("<[a-z]+ [^>]*onerror", html);
        }
    }
}
