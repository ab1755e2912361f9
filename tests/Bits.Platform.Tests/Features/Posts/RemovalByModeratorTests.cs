using System.Text.Json;
using Bits.Membership;

namespace Bits.Platform.Tests.Features.Posts;

/// <summary>A moderator's removal of another's text is a decision: it has a case, a notification, an appeal and an undo.</summary>
public sealed class RemovalByModeratorTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    readonly PostWorld _world = new(platform);

    [Fact]
    public async Task A_removed_post_is_decided_on_told_appealed_and_undone()
    {
        var cast = await CastAsync();

        Assert.True(await RemoveAsync(cast.Moderator, cast.Post));

        var found = Assert.Single(await _world.CasesAsync(cast.Owner, cast.Group, decided: true));
        Assert.Equal(("remove", "No sales"), (Text(found, "decision"), Text(found, "reason")));
        Assert.Empty(found.GetProperty("reports").EnumerateArray());
        Assert.Equal("The moderators of Rowing removed your post", await TitleAsync(cast.Author));
        var opened = PostWorld.Id(found, "caseId");
        await platform.CallAsync(cast.Author, "moderation.v1/Appeal", new { caseId = opened, reason = "A gift" });
        var answer = await platform.CallAsync(
            cast.Owner, "moderation.v1/AnswerAppeal", new { caseId = opened, outcome = "granted", answer = "Yes" });
        Assert.Equal(1, answer.GetProperty("restored").GetInt32());
        Assert.Equal("An okapi", (await _world.GetAsync(cast.Author, cast.Post)).GetProperty("body").GetString());
    }

    [Fact]
    public async Task A_removed_comment_is_too()
    {
        var cast = await CastAsync();
        var comment = await _world.CommentAsync(cast.Author, cast.Post, "Buy!");

        Assert.True((await platform.CallAsync(
            cast.Moderator, "posts.v1/RemoveComment", new { commentId = comment, reason = "No sales" })).GetProperty("removed").GetBoolean());

        var found = Assert.Single(await _world.CasesAsync(cast.Owner, cast.Group, decided: true));
        Assert.Equal(comment, PostWorld.Id(found, "commentId"));
        Assert.Equal("The moderators of Rowing removed your comment", await TitleAsync(cast.Author));
        await platform.CallAsync(cast.Moderator, "moderation.v1/Undo", new { caseId = PostWorld.Id(found, "caseId"), reason = "Sorry" });
        Assert.Single(await _world.CommentsAsync(cast.Author, cast.Post));
        await _world.AssertCountsAsync();
    }

    [Fact]
    public async Task The_open_case_on_the_text_is_the_one_that_it_decides()
    {
        var cast = await CastAsync();
        var opened = PostWorld.Id(
            await platform.CallAsync(cast.Owner, "moderation.v1/Report", new { postId = cast.Post, reason = "Spam" }), "caseId");

        await RemoveAsync(cast.Moderator, cast.Post);

        Assert.Empty(await _world.CasesAsync(cast.Moderator, cast.Group, decided: false));
        Assert.Equal(opened, PostWorld.Id(Assert.Single(await _world.CasesAsync(cast.Owner, cast.Group, decided: true)), "caseId"));
        Assert.Equal("case_decided", await _world.ReasonAsync(
            cast.Owner, "moderation.v1/Decide", new { caseId = opened, decision = "remove", reason = "x" }));
    }

    [Fact]
    public async Task Authors_remove_their_own_without_a_case()
    {
        var cast = await CastAsync();

        Assert.True((await platform.CallAsync(cast.Author, "posts.v1/RemovePost", new { postId = cast.Post })).GetProperty("removed").GetBoolean());

        Assert.False(await RemoveAsync(cast.Moderator, cast.Post));
        Assert.Empty(await _world.CasesAsync(cast.Owner, cast.Group, decided: true));
        Assert.Empty(await _world.CasesAsync(cast.Owner, cast.Group, decided: false));
    }

    [Fact]
    public async Task Two_moderators_at_once_make_one_case()
    {
        var cast = await CastAsync();
        for (var round = 0; round < 5; round++)
        {
            var post = await _world.PostAsync(cast.Author, cast.Group);

            var outcomes = await Task.WhenAll(RemoveAsync(cast.Moderator, post), RemoveAsync(cast.Owner, post));

            Assert.Single(outcomes, removed => removed);
            Assert.Equal(1L, await platform.DataSource.ValueAsync<long>("select count(*) from posts_case where post_id = $1", post));
        }
    }

    [Fact]
    public async Task A_decision_adopts_a_text_that_another_has_removed_without_a_case()
    {
        var cast = await CastAsync();
        var comment = await _world.CommentAsync(cast.Author, cast.Post, "Buy!");
        var (post, ofComment) = (await ReportAsync(cast, new { postId = cast.Post, reason = "x" }), await ReportAsync(cast, new { commentId = comment, reason = "x" }));
        await platform.DataSource.SqlAsync("update posts_post set removed_at = now(), removed_by = $2 where id = $1", cast.Post, cast.Moderator);
        await platform.DataSource.SqlAsync("update posts_comment set removed_at = now(), removed_by = $2 where id = $1", comment, cast.Moderator);

        Assert.Equal((0, 0), (await DecideAsync(cast, post), await DecideAsync(cast, ofComment)));

        Assert.Equal((1, 1), (await UndoAsync(cast, post), await UndoAsync(cast, ofComment)));
        Assert.Single(await _world.CommentsAsync(cast.Author, cast.Post));
    }

    [Fact]
    public async Task A_decision_does_not_adopt_what_its_author_removed()
    {
        var cast = await CastAsync();
        var opened = await ReportAsync(cast, new { postId = cast.Post, reason = "x" });
        await platform.CallAsync(cast.Author, "posts.v1/RemovePost", new { postId = cast.Post });

        Assert.Equal((0, 0), (await DecideAsync(cast, opened), await UndoAsync(cast, opened)));
    }

    sealed record Cast(Guid Owner, Guid Moderator, Guid Author, Guid Group, Guid Post);

    async Task<Cast> CastAsync()
    {
        var (owner, author, moderator) = (await _world.UserAsync("Asha"), await _world.UserAsync("Bikram"), await _world.UserAsync("Devika"));
        var group = await _world.GroupAsync("private", owner, author);
        await _world.AddAsync(group, moderator, MemberRole.Moderator);
        return new(owner, moderator, author, group, await _world.PostAsync(author, group, "An okapi"));
    }

    async Task<bool> RemoveAsync(Guid by, Guid post) => (await platform.CallAsync(
        by, "posts.v1/RemovePost", new { postId = post, reason = "No sales" })).GetProperty("removed").GetBoolean();

    async Task<Guid> ReportAsync(Cast cast, object request) =>
        PostWorld.Id(await platform.CallAsync(cast.Owner, "moderation.v1/Report", request), "caseId");

    async Task<int> DecideAsync(Cast cast, Guid opened) => (await platform.CallAsync(
        cast.Moderator, "moderation.v1/Decide", new { caseId = opened, decision = "remove", reason = "x" })).GetProperty("removed").GetInt32();

    async Task<int> UndoAsync(Cast cast, Guid opened) => (await platform.CallAsync(
        cast.Moderator, "moderation.v1/Undo", new { caseId = opened, reason = "x" })).GetProperty("restored").GetInt32();

    async Task<string?> TitleAsync(Guid user) => (await _world.InboxAsync(user))
        .Where(item => Text(item, "kind") == "moderation.decided").Select(item => Text(item, "title")).SingleOrDefault();

    static string? Text(JsonElement of, string name) => of.GetProperty(name).GetString();
}
