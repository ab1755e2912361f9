using System.Text.Json;
using Bits.Membership;

namespace Bits.Platform.Tests.Features.Posts;

public sealed class ModerationTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    readonly PostWorld _world = new(platform);

    [Fact]
    public async Task Reports_on_one_text_make_one_case_and_the_moderators_see_it()
    {
        var (asha, bikram, chitra) = await PeopleAsync();
        var group = await _world.GroupAsync("private", asha, bikram, chitra);
        var post = await _world.PostAsync(bikram, group, "Watches, **cheap**");

        var first = await ReportAsync(chitra, post);
        Assert.Equal(first, await ReportAsync(chitra, post));
        Assert.Equal(first, await ReportAsync(asha, post));

        var found = Assert.Single(await QueueAsync(asha, group));
        Assert.Equal("<p>Watches, <strong>cheap</strong></p>\n", found.GetProperty("rendered").GetString());
        Assert.Equal(2, found.GetProperty("reports").GetArrayLength());
        Assert.Equal("decide", found.GetProperty("can")[0].GetString());
        Assert.Equal("own_content", await _world.ReasonAsync(bikram, "moderation.v1/Report", new { postId = post, reason = "x" }));
        Assert.Equal("post_not_found", await _world.ReasonAsync(
            await _world.UserAsync("Devika"), "moderation.v1/Report", new { postId = post, reason = "x" }));
        Assert.Equal("role_too_low", await _world.ReasonAsync(chitra, "moderation.v1/ListReports", new { scope = $"group:{group}" }));
        Assert.Equal("case_not_found", await _world.ReasonAsync(
            chitra, "moderation.v1/Decide", new { caseId = first, decision = "remove", reason = "x" }));
    }

    [Fact]
    public async Task A_removal_is_told_to_the_author_and_undone_as_if_it_had_not_been()
    {
        var (asha, bikram, chitra) = await PeopleAsync();
        var group = await _world.GroupAsync("private", asha, bikram, chitra);
        var post = await _world.PostAsync(bikram, group, "An okapi");
        var opened = await ReportAsync(chitra, post);

        Assert.Equal(1, await DecideAsync(asha, opened, "remove"));
        Assert.Equal("case_decided", await _world.ReasonAsync(
            asha, "moderation.v1/Decide", new { caseId = opened, decision = "keep", reason = "x" }));
        Assert.Empty(await _world.ListAsync(chitra, group));
        var told = (await _world.InboxAsync(bikram)).Single(item => item.GetProperty("kind").GetString() == "moderation.decided");
        Assert.Equal("The moderators of Rowing removed your post", told.GetProperty("title").GetString());
        Assert.Equal("No sales", told.GetProperty("body").GetString());
        Assert.Empty(await QueueAsync(asha, group));

        var undone = await platform.CallAsync(asha, "moderation.v1/Undo", new { caseId = opened, reason = "Sorry" });
        Assert.Equal(1, undone.GetProperty("restored").GetInt32());
        Assert.Single(await _world.ListAsync(chitra, group));
        Assert.Single(PostWorld.List(await platform.CallAsync(chitra, "search.v1/Search", new { text = "okapi" }), "hits"));
        Assert.Equal("case_not_decided", await _world.ReasonAsync(asha, "moderation.v1/Undo", new { caseId = opened, reason = "x" }));
        Assert.NotEqual(opened, await ReportAsync(chitra, post));
    }

    [Fact]
    public async Task A_ban_takes_the_posts_of_the_last_days_along_and_gives_them_back()
    {
        var (asha, bikram, chitra) = await PeopleAsync();
        var group = await _world.GroupAsync("public", asha, bikram, chitra);
        var (old, own) = (await _world.PostAsync(bikram, group, "Old"), await _world.PostAsync(chitra, group, "Mine"));
        await platform.DataSource.SqlAsync("update posts_post set created_at = now() - interval '10 days' where id = $1", old);
        var posts = new[] { await _world.PostAsync(bikram, group, "One"), await _world.PostAsync(bikram, group, "Two") };
        var comment = await _world.CommentAsync(bikram, own, "Buy!");
        var opened = PostWorld.Id(
            await platform.CallAsync(chitra, "moderation.v1/Report", new { commentId = comment, reason = "Spam" }), "caseId");

        Assert.Equal("decision", await _world.FieldAsync(
            asha, "moderation.v1/Decide", new { caseId = opened, decision = "remove", reason = "x", postsOfDays = 3 }));
        var decided = await platform.CallAsync(
            asha, "moderation.v1/Decide", new { caseId = opened, decision = "ban", reason = "No sales", postsOfDays = 3 });

        Assert.Equal(3, decided.GetProperty("removed").GetInt32());
        Assert.Equal([own, old], (await _world.ListAsync(chitra, group)).Select(p => PostWorld.Id(p, "postId")));
        Assert.Equal("banned", await _world.ReasonAsync(bikram, "posts.v1/CreatePost", new { scope = $"group:{group}", body = "x" }));
        await _world.AssertCountsAsync();

        await platform.CallAsync(asha, "moderation.v1/Undo", new { caseId = opened, reason = "Sorry" });
        Assert.Equal([posts[1], posts[0], own, old], (await _world.ListAsync(chitra, group)).Select(p => PostWorld.Id(p, "postId")));
        await _world.PostAsync(bikram, group, "Back");
        await _world.AssertCountsAsync();
    }

    [Fact]
    public async Task No_one_decides_on_their_own_text_and_two_moderators_decide_once()
    {
        var (asha, bikram, chitra) = await PeopleAsync();
        var group = await _world.GroupAsync("private", asha, chitra);
        await _world.AddAsync(group, bikram, MemberRole.Moderator);
        var post = await _world.PostAsync(bikram, group);
        var opened = await ReportAsync(chitra, post);
        Assert.Equal("own_content", await _world.ReasonAsync(
            bikram, "moderation.v1/Decide", new { caseId = opened, decision = "keep", reason = "x" }));

        var devika = await _world.UserAsync("Devika");
        await _world.AddAsync(group, devika, MemberRole.Moderator);
        var outcomes = await Task.WhenAll(TryAsync(asha, opened), TryAsync(devika, opened));

        Assert.Equal(["case_decided", "ok"], outcomes.Order());
        Assert.Equal("not_outranked", await _world.ReasonAsync(
            devika, "moderation.v1/Decide",
            new { caseId = await ReportAsync(chitra, await _world.PostAsync(bikram, group)), decision = "ban", reason = "x" }));
    }

    [Fact]
    public async Task A_hidden_text_is_kept_beyond_thirty_days()
    {
        var (asha, bikram, chitra) = await PeopleAsync();
        var group = await _world.GroupAsync("private", asha, bikram, chitra);
        var post = await _world.PostAsync(bikram, group, "Perhaps later");
        var opened = await ReportAsync(chitra, post);
        Assert.Equal(1, await DecideAsync(asha, opened, "hide"));

        await platform.DataSource.SqlAsync("update posts_post set removed_at = removed_at - interval '90 days' where id = $1", post);
        await _world.EraseRemovedAsync();

        await platform.CallAsync(asha, "moderation.v1/Undo", new { caseId = opened, reason = "Now" });
        Assert.Equal("Perhaps later", (await _world.GetAsync(chitra, post)).GetProperty("body").GetString());
    }

    async Task<(Guid Asha, Guid Bikram, Guid Chitra)> PeopleAsync() =>
        (await _world.UserAsync("Asha"), await _world.UserAsync("Bikram"), await _world.UserAsync("Chitra"));

    async Task<Guid> ReportAsync(Guid by, Guid post) =>
        PostWorld.Id(await platform.CallAsync(by, "moderation.v1/Report", new { postId = post, reason = "Spam" }), "caseId");

    async Task<int> DecideAsync(Guid by, Guid opened, string decision) => (await platform.CallAsync(
        by, "moderation.v1/Decide", new { caseId = opened, decision, reason = "No sales" })).GetProperty("removed").GetInt32();

    async Task<string> TryAsync(Guid by, Guid opened)
    {
        try
        {
            await DecideAsync(by, opened, "warn");
            return "ok";
        }
        catch (Bits.Platform.Rpc.FaultException fault)
        {
            return fault.Reason;
        }
    }

    async Task<IReadOnlyList<JsonElement>> QueueAsync(Guid by, Guid group) =>
        PostWorld.List(await platform.CallAsync(by, "moderation.v1/ListReports", new { scope = $"group:{group}" }), "cases");
}
