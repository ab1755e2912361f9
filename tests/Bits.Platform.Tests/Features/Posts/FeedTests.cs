using Bits.Membership;

namespace Bits.Platform.Tests.Features.Posts;

public sealed class FeedTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    readonly PostWorld _world = new(platform);

    [Fact]
    public async Task The_feed_has_the_posts_of_the_callers_scopes_the_latest_first_in_pages_that_meet()
    {
        var (asha, bikram) = (await _world.UserAsync("Asha"), await _world.UserAsync("Bikram"));
        var (one, two, other) = (
            await _world.GroupAsync("public", asha, bikram), await _world.GroupAsync("private", asha, bikram),
            await _world.GroupAsync("public", asha));
        var posts = new List<Guid>();
        for (var i = 0; i < 11; i++)
            posts.Add(await _world.PostAsync(asha, i % 2 == 0 ? one : two, $"post {i}"));
        await _world.PostAsync(asha, other);

        var seen = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = await platform.CallAsync(bikram, "feed.v1/ListFeed", new { limit = 4, cursor });
            seen.AddRange(PostWorld.List(page, "items").Select(item => PostWorld.Id(item.GetProperty("post"), "postId")));
            cursor = page.GetProperty("nextCursor").GetString();
        }
        while (cursor is not null);

        Assert.Equal(posts.AsEnumerable().Reverse(), seen);
    }

    [Fact]
    public async Task A_muted_scope_a_removed_post_and_a_scope_that_was_left_are_not_in_it()
    {
        var (asha, bikram) = (await _world.UserAsync("Asha"), await _world.UserAsync("Bikram"));
        var (one, two) = (await _world.GroupAsync("private", asha, bikram), await _world.GroupAsync("private", asha, bikram));
        var (first, second) = (await _world.PostAsync(asha, one), await _world.PostAsync(asha, two));
        Assert.Equal([second, first], await FeedAsync(bikram));

        await platform.CallAsync(bikram, "feed.v1/MuteScope", new { scope = $"group:{two}" });
        Assert.Equal([first], await FeedAsync(bikram));
        Assert.Equal("Rowing", Assert.Single(PostWorld.List(await platform.CallAsync(bikram, "feed.v1/ListMuted", new { }), "scopes"))
            .GetProperty("scopeName").GetString());
        await platform.CallAsync(bikram, "feed.v1/UnmuteScope", new { scope = $"group:{two}" });
        Assert.Equal([second, first], await FeedAsync(bikram));

        await platform.CallAsync(asha, "posts.v1/RemovePost", new { postId = second });
        Assert.Equal([first], await FeedAsync(bikram));
        await platform.CallAsync(asha, "groups.v1/BanMember", new { groupId = one, userId = bikram, reason = "spam" });
        Assert.Empty(await FeedAsync(bikram));
        Assert.Equal("not_a_member", await _world.ReasonAsync(
            await _world.UserAsync("Chitra"), "feed.v1/MuteScope", new { scope = $"group:{two}" }));
    }

    [Fact]
    public async Task What_others_wrote_since_the_last_visit_is_new_and_the_mark_never_moves_back()
    {
        var (asha, bikram) = (await _world.UserAsync("Asha"), await _world.UserAsync("Bikram"));
        var group = await _world.GroupAsync("public", asha, bikram);
        await _world.PostAsync(asha, group);
        var first = await platform.CallAsync(bikram, "feed.v1/ListFeed", new { });
        Assert.False(PostWorld.List(first, "items")[0].GetProperty("isNew").GetBoolean());

        var now = (await platform.CallAsync(bikram, "feed.v1/MarkSeen", new { until = "2999-01-01T00:00:00Z" })).GetProperty("seenAt").GetDateTimeOffset();
        Assert.True(now < TimeProvider.System.GetUtcNow().AddMinutes(1));
        await platform.CallAsync(bikram, "feed.v1/MarkSeen", new { until = "2001-01-01T00:00:00Z" });
        await _world.PostAsync(asha, group);
        await _world.PostAsync(bikram, group);

        var items = PostWorld.List(await platform.CallAsync(bikram, "feed.v1/ListFeed", new { }), "items");
        Assert.Equal([false, true, false], items.Select(item => item.GetProperty("isNew").GetBoolean()));
    }

    [Fact]
    public async Task What_the_feed_offers_the_caller_may_do()
    {
        var (asha, bikram) = (await _world.UserAsync("Asha"), await _world.UserAsync("Bikram"));
        var group = await _world.GroupAsync("private", asha);
        await _world.AddAsync(group, bikram, MemberRole.Moderator);
        var post = await _world.PostAsync(asha, group);

        var can = PostWorld.List(
            PostWorld.List(await platform.CallAsync(bikram, "feed.v1/ListFeed", new { }), "items")[0].GetProperty("post"), "can");

        Assert.Equal(["remove", "pin", "report", "react", "comment"], can.Select(action => action.GetString()));
        await platform.CallAsync(bikram, "posts.v1/PinPost", new { postId = post });
        await platform.CallAsync(bikram, "posts.v1/RemovePost", new { postId = post, reason = "Double" });
    }

    async Task<IEnumerable<Guid>> FeedAsync(Guid user) => PostWorld
        .List(await platform.CallAsync(user, "feed.v1/ListFeed", new { }), "items")
        .Select(item => PostWorld.Id(item.GetProperty("post"), "postId"));
}
