namespace Bits.Platform.Tests.Features.Posts;

public sealed class CommentsTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    readonly PostWorld _world = new(platform);

    [Fact]
    public async Task Comments_are_two_levels_deep_and_counted()
    {
        var (asha, bikram) = (await _world.UserAsync("Asha"), await _world.UserAsync("Bikram"));
        var group = await _world.GroupAsync("public", asha, bikram);
        var (post, other) = (await _world.PostAsync(asha, group), await _world.PostAsync(asha, group));
        var first = await _world.CommentAsync(bikram, post, "One");
        var reply = await _world.CommentAsync(asha, post, "Two", first);

        Assert.Equal("parentId", await _world.FieldAsync(asha, "posts.v1/AddComment", new { postId = post, body = "x", parentId = reply }));
        Assert.Equal("parentId", await _world.FieldAsync(asha, "posts.v1/AddComment", new { postId = other, body = "x", parentId = first }));
        Assert.Equal("parentId", await _world.FieldAsync(
            asha, "posts.v1/AddComment", new { postId = post, body = "x", parentId = Guid.CreateVersion7() }));

        var comment = Assert.Single(await _world.CommentsAsync(asha, post));
        Assert.Equal("Two", Assert.Single(PostWorld.List(comment, "replies")).GetProperty("body").GetString());
        Assert.Equal(1, comment.GetProperty("replyCount").GetInt32());
        Assert.Equal(2, (await _world.GetAsync(asha, post)).GetProperty("commentCount").GetInt32());
        await _world.AssertCountsAsync();
    }

    [Fact]
    public async Task A_removed_comment_stays_while_it_has_answers()
    {
        var (asha, bikram) = (await _world.UserAsync("Asha"), await _world.UserAsync("Bikram"));
        var group = await _world.GroupAsync("public", asha, bikram);
        var post = await _world.PostAsync(asha, group);
        var first = await _world.CommentAsync(bikram, post, "One");
        var reply = await _world.CommentAsync(asha, post, "Two", first);

        Assert.Equal("reason", await _world.FieldAsync(asha, "posts.v1/RemoveComment", new { commentId = first }));
        await platform.CallAsync(asha, "posts.v1/RemoveComment", new { commentId = first, reason = "Rude" });

        var placeholder = Assert.Single(await _world.CommentsAsync(asha, post));
        Assert.True(placeholder.GetProperty("isRemoved").GetBoolean());
        Assert.Equal("", placeholder.GetProperty("body").GetString());
        Assert.Equal("comment_not_found", await _world.ReasonAsync(bikram, "posts.v1/EditComment", new { commentId = first, body = "x" }));

        await platform.CallAsync(asha, "posts.v1/RemoveComment", new { commentId = reply });
        Assert.Empty(await _world.CommentsAsync(asha, post));
        Assert.Equal(0, (await _world.GetAsync(asha, post)).GetProperty("commentCount").GetInt32());
        await _world.AssertCountsAsync();
    }

    [Fact]
    public async Task A_removed_comment_takes_no_answers()
    {
        var (asha, bikram) = (await _world.UserAsync("Asha"), await _world.UserAsync("Bikram"));
        var post = await _world.PostAsync(asha, await _world.GroupAsync("public", asha, bikram));
        var first = await _world.CommentAsync(bikram, post, "One");
        await platform.CallAsync(asha, "posts.v1/RemoveComment", new { commentId = first, reason = "Rude" });

        Assert.Equal("comment_not_found", await _world.ReasonAsync(
            bikram, "posts.v1/AddComment", new { postId = post, body = "Again", parentId = first }));

        Assert.Empty(await _world.CommentsAsync(asha, post));
        await _world.AssertCountsAsync();
    }

    [Fact]
    public async Task A_comment_is_edited_by_its_author_alone()
    {
        var (asha, bikram) = (await _world.UserAsync("Asha"), await _world.UserAsync("Bikram"));
        var group = await _world.GroupAsync("public", asha, bikram);
        var post = await _world.PostAsync(asha, group);
        var comment = await _world.CommentAsync(bikram, post, "One");

        Assert.Equal("not_the_author", await _world.ReasonAsync(asha, "posts.v1/EditComment", new { commentId = comment, body = "x" }));
        await platform.CallAsync(bikram, "posts.v1/EditComment", new { commentId = comment, body = "**Two**" });

        var seen = Assert.Single(await _world.CommentsAsync(asha, post));
        Assert.Equal("<p><strong>Two</strong></p>\n", seen.GetProperty("rendered").GetString());
        Assert.NotNull(seen.GetProperty("editedAt").GetString());
    }

    [Fact]
    public async Task Strangers_read_a_public_group_and_do_not_write_there()
    {
        var (asha, bikram) = (await _world.UserAsync("Asha"), await _world.UserAsync("Bikram"));
        var post = await _world.PostAsync(asha, await _world.GroupAsync("public", asha));
        var closed = await _world.PostAsync(asha, await _world.GroupAsync("private", asha));
        var comment = await _world.CommentAsync(asha, closed);

        Assert.Equal("not_a_member", await _world.ReasonAsync(bikram, "posts.v1/AddComment", new { postId = post, body = "x" }));
        Assert.Equal("not_a_member", await _world.ReasonAsync(bikram, "posts.v1/React", new { postId = post, kind = "like" }));
        Assert.Equal("post_not_found", await _world.ReasonAsync(bikram, "posts.v1/ListComments", new { postId = closed }));
        Assert.Equal("post_not_found", await _world.ReasonAsync(bikram, "posts.v1/RemovePost", new { postId = closed }));
        Assert.Equal("comment_not_found", await _world.ReasonAsync(bikram, "posts.v1/React", new { commentId = comment, kind = "like" }));
        Assert.Equal(["report"], PostWorld.List(await _world.GetAsync(bikram, post), "can").Select(a => a.GetString()));
    }

    [Fact]
    public async Task A_member_has_one_reaction_for_each_post_and_comment()
    {
        var (asha, bikram) = (await _world.UserAsync("Asha"), await _world.UserAsync("Bikram"));
        var group = await _world.GroupAsync("public", asha, bikram);
        var post = await _world.PostAsync(asha, group);
        var comment = await _world.CommentAsync(asha, post);

        foreach (var kind in new[] { "like", "love", "love" })
            await platform.CallAsync(bikram, "posts.v1/React", new { postId = post, kind });
        await platform.CallAsync(asha, "posts.v1/React", new { postId = post, kind = "love" });
        await platform.CallAsync(asha, "posts.v1/React", new { commentId = comment, kind = "funny" });

        var seen = await _world.GetAsync(bikram, post);
        Assert.Equal("""[{"kind":"love","count":2}]""", seen.GetProperty("reactions").GetRawText());
        Assert.Equal("love", seen.GetProperty("ownReaction").GetString());
        Assert.Equal("funny", Assert.Single(await _world.CommentsAsync(asha, post)).GetProperty("ownReaction").GetString());

        var cleared = await platform.CallAsync(bikram, "posts.v1/React", new { postId = post });
        Assert.Equal("""[{"kind":"love","count":1}]""", cleared.GetProperty("reactions").GetRawText());
        Assert.False((await platform.CallAsync(bikram, "posts.v1/React", new { postId = post })).GetProperty("changed").GetBoolean());
        await _world.AssertCountsAsync();
    }

    [Fact]
    public async Task A_wrong_count_is_found()
    {
        var asha = await _world.UserAsync("Asha");
        var post = await _world.PostAsync(asha, await _world.GroupAsync("public", asha));
        await platform.CallAsync(asha, "posts.v1/React", new { postId = post, kind = "like" });
        await platform.DataSource.SqlAsync("update posts_post set reactions = '{2,0,0,0,0,0}' where id = $1", post);
        await platform.DataSource.SqlAsync("update accounts_user set platform_role = 'operator' where id = $1", asha);

        var difference = Assert.Single(PostWorld.List(await platform.CallAsync(asha, "posts.v1/VerifyCounts", new { }), "differences"));

        Assert.Equal(post, PostWorld.Id(difference, "subjectId"));
        await platform.DataSource.SqlAsync("update posts_post set reactions = '{1,0,0,0,0,0}' where id = $1", post);
        await _world.AssertCountsAsync();
    }
}
