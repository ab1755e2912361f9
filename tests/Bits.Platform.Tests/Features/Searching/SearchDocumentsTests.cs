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
}
