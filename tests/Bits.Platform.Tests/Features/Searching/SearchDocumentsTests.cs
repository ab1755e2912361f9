using Bits.Platform.Rpc;

namespace Bits.Platform.Tests.Features.Searching;

public sealed class SearchDocumentsTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    [Fact]
    public async Task Pages_meet_and_a_cursor_is_good_for_its_own_words_only()
    {
        var asha = await platform.UserAsync("Asha");
        for (var i = 0; i < 7; i++)
            await platform.CallAsync(
                asha, "groups.v1/CreateGroup", new { slug = $"echidna-{i}", name = $"Echidna {i}", visibility = "public" });

        var first = await platform.CallAsync(asha, "search.v1/Search", new { text = "echidna", limit = 5 });
        var cursor = first.GetProperty("nextCursor").GetString();
        var second = await platform.CallAsync(asha, "search.v1/Search", new { text = "echidna", limit = 5, cursor });

        Assert.Equal(5, first.GetProperty("hits").GetArrayLength());
        Assert.Equal(2, second.GetProperty("hits").GetArrayLength());
        Assert.Equal("cursor", Assert.Single((await platform.FaultAsync(
            asha, "search.v1/Search", new { text = "platypus", cursor })).Fields).Field);
    }

    [Fact]
    public async Task A_hit_has_what_a_client_needs_to_draw_and_open_it()
    {
        var asha = await platform.UserAsync("Asha");
        var group = (await platform.CallAsync(
            asha, "groups.v1/CreateGroup", new { slug = "dugong", name = "Dugong watchers", visibility = "public" })).GetProperty("groupId").GetGuid();
        var post = (await platform.CallAsync(
            asha, "groups.v1/PostToGroup", new { groupId = group, body = "a dugong" })).GetProperty("postId").GetGuid();
        await platform.CallAsync(asha, "posts.v1/EditPost", new { postId = post, body = "a dugong at noon" });

        var hits = (await platform.CallAsync(asha, "search.v1/Search", new { text = "dugong" })).GetProperty("hits").EnumerateArray()
            .ToDictionary(hit => hit.GetProperty("entityId").GetString()!);

        var (ofPost, ofGroup) = (hits[$"post:{post}"], hits[$"{group}"]);
        Assert.Equal((asha, "Asha"), (ofPost.GetProperty("authorId").GetGuid(), ofPost.GetProperty("authorName").GetString()));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, ofGroup.GetProperty("authorId").ValueKind);
        Assert.Equal([$"/posts/{post}", $"/groups/{group}"], new[] { ofPost, ofGroup }.Select(hit => hit.GetProperty("address").GetString()));
        Assert.All(new[] { ofPost, ofGroup }, hit =>
        {
            Assert.Equal(
                ($"group:{group}", "Dugong watchers"), (hit.GetProperty("scope").GetString(), hit.GetProperty("scopeName").GetString()));
            Assert.NotEqual(default, hit.GetProperty("createdAt").GetDateTimeOffset());
        });
    }

    [Fact]
    public async Task An_unknown_surface_is_told_the_known_ones()
    {
        var asha = await platform.UserAsync("Asha");

        var fault = await platform.FaultAsync(asha, "search.v1/Search", new { text = "a", surfaces = new[] { "people" } });

        Assert.Contains("directory", Assert.Single(fault.Fields).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_words_that_find_nothing_is_said()
    {
        var asha = await platform.UserAsync("Asha");

        var page = await platform.CallAsync(asha, "search.v1/Search", new { text = "the of and" });

        Assert.False(page.GetProperty("hasSearchableWords").GetBoolean());
    }

    [Fact]
    public async Task Web_syntax_facets_prefixes_corrections_and_snippets_are_there_for_the_asking()
    {
        var asha = await platform.UserAsync("Asha");
        foreach (var name in new[] { "Wombat rowing", "Wombat chess" })
            await platform.CallAsync(
                asha, "groups.v1/CreateGroup",
                new { slug = name.ToLowerInvariant().Replace(' ', '-'), name, description = $"For {name} <b>lovers</b>", visibility = "public" });

        var web = await platform.CallAsync(asha, "search.v1/Search", new { text = "wombat -chess", syntax = "web", facets = true });
        var prefix = await platform.CallAsync(asha, "search.v1/Search", new { text = "womb", lastWordIsPrefix = true });
        var narrow = await platform.CallAsync(asha, "search.v1/Search", new { text = "wombat quidditch", someWords = false });

        var hit = Assert.Single(web.GetProperty("hits").EnumerateArray());
        Assert.Equal("For <mark>Wombat</mark> rowing &lt;b&gt;lovers&lt;/b&gt;", hit.GetProperty("snippet").GetString());
        Assert.Equal("all_words", hit.GetProperty("group").GetString());
        Assert.Equal(("groups", 1), (Facet(web).GetProperty("surface").GetString(), Facet(web).GetProperty("documents").GetInt32()));
        Assert.Equal(2, prefix.GetProperty("hits").GetArrayLength());
        Assert.Empty(narrow.GetProperty("hits").EnumerateArray());

        static System.Text.Json.JsonElement Facet(System.Text.Json.JsonElement page) => Assert.Single(page.GetProperty("facets").EnumerateArray());
    }

    [Fact]
    public async Task Why_a_document_is_found_is_told_and_one_for_others_is_as_one_that_is_not_there()
    {
        var (asha, bikram) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"));
        var group = (await platform.CallAsync(
            asha, "groups.v1/CreateGroup", new { slug = "pangolin", name = "Pangolin", visibility = "private" })).GetProperty("groupId").GetGuid();
        var post = (await platform.CallAsync(asha, "groups.v1/PostToGroup", new { groupId = group, body = "aardwolf" })).GetProperty("postId").GetGuid();
        object Question(string id) => new { text = "aardwolf numbat", surface = "groups", entityId = id };

        var why = (await platform.CallAsync(asha, "search.v1/Explain", Question($"post:{post}"))).GetProperty("explanation");
        var hidden = await platform.FaultAsync(bikram, "search.v1/Explain", Question($"post:{post}"));
        var absent = await platform.FaultAsync(bikram, "search.v1/Explain", Question("post:none"));

        Assert.Equal($"group:{group}", Assert.Single(why.GetProperty("admittedBy").EnumerateArray()).GetString());
        Assert.Equal([1, 0], why.GetProperty("words").EnumerateArray().Select(word => word.GetProperty("matches").GetArrayLength()));
        Assert.Equal((absent.Reason, absent.Message), (hidden.Reason, hidden.Message));
    }

    [Theory]
    [InlineData("has 33 words; use at most 32", "word ", 33, "plain")]
    [InlineData("has 17 alternatives; use OR at most 16 times", "| ", 17, "web")]
    public async Task What_is_too_broad_is_refused_and_says_what_is_not(string problem, string text, int times, string syntax)
    {
        var asha = await platform.UserAsync("Asha");

        var fault = await platform.FaultAsync(
            asha, "search.v1/Search", new { text = string.Concat(Enumerable.Repeat(text, times)), syntax });

        Assert.Equal("text", Assert.Single(fault.Fields).Field);
        Assert.Contains(problem, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dear_search_counts_as_several()
    {
        var asha = await platform.UserAsync("Asha");
        await using var strict = platform.Build(("RateLimits:Enabled", "true"), ("RateLimits:Search:Burst", "6"), ("RateLimits:Search:PerSecond", "1"));
        var dear = new { text = "a b c d e f g h i j k l m n o p q", facets = true }; // 1, and 2 for its words, and 1 for the facets

        await TestPlatform.CallAsync(strict, asha, "search.v1/Search", dear);
        var fault = await Assert.ThrowsAsync<FaultException>(() => TestPlatform.CallAsync(strict, asha, "search.v1/Search", dear));

        Assert.Equal("rate_limited", fault.Reason);
        Assert.Contains("counts as 4 calls", fault.Message, StringComparison.Ordinal);
        Assert.NotNull(fault.RetryAfter);
    }
}
