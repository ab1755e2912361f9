using Bits.Jobs;
using Bits.Platform.Features.Searching.Recommending;

namespace Bits.Platform.Tests.Features.Searching;

public sealed class RecommendationTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_others_liked_is_recommended_to_those_who_may_see_it_until_they_hide_it_or_may_not()
    {
        var (asha, bikram, chitra) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"), await platform.UserAsync("Chitra"));
        var group = (await platform.CallAsync(
            asha, "groups.v1/CreateGroup", new { slug = "gecko", name = "Geckos", visibility = "private" })).GetProperty("groupId").GetGuid();
        await platform.CallAsync(asha, "groups.v1/AddMember", new { groupId = group, userId = bikram });
        var post = $"post:{(await platform.CallAsync(asha, "groups.v1/PostToGroup", new { groupId = group, body = "geckos" })).GetProperty("postId").GetGuid()}";
        await platform.CallAsync(asha, "search.v1/RecordSignal", new { surface = "groups", entityId = post, kind = "like" });
        await platform.CallAsync(asha, "search.v1/RecordSignal", new { surface = "groups", entityId = $"{group}", kind = "join" });

        await platform.Get<JobQueue>().EnqueueAsync(new RecommendUsers(null), RecommendingJson.Default.RecommendUsers, ct: Ct);
        await platform.DrainAsync();

        Assert.Equal([$"{group}", post], (await ListAsync(bikram)).Order());
        Assert.Equal([$"{group}"], await ListAsync(chitra));
        Assert.Empty(await ListAsync(asha)); // had both

        await platform.CallAsync(bikram, "search.v1/RecordSignal", new { surface = "groups", entityId = $"{group}", kind = "hide" });
        Assert.Equal([post], await ListAsync(bikram));
        await platform.CallAsync(asha, "groups.v1/BanMember", new { groupId = group, userId = bikram, reason = "spam" });
        Assert.Empty(await ListAsync(bikram));
    }

    [Fact]
    public async Task A_surface_or_a_kind_that_is_none_is_refused_by_name()
    {
        var asha = await platform.UserAsync("Asha");

        var surface = await platform.FaultAsync(asha, "search.v1/ListRecommendations", new { surface = "people" });
        var kind = await platform.FaultAsync(asha, "search.v1/RecordSignal", new { surface = "groups", entityId = "x", kind = "adore" });

        Assert.Equal("surface", Assert.Single(surface.Fields).Field);
        Assert.Equal("kind", Assert.Single(kind.Fields).Field);
    }

    async Task<IEnumerable<string>> ListAsync(Guid user) =>
        (await platform.CallAsync(user, "search.v1/ListRecommendations", new { surface = "groups" })).GetProperty("recommendations")
        .EnumerateArray().Select(r => r.GetProperty("entityId").GetString()!);
}
