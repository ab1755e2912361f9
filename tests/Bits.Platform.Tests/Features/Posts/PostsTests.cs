using Bits.Jobs;
using Bits.Membership;
using Bits.Platform.Features.Posts;

namespace Bits.Platform.Tests.Features.Posts;

public sealed class PostsTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    readonly PostWorld _world = new(platform);

    [Fact]
    public async Task A_post_carries_what_a_client_draws()
    {
        var (asha, bikram) = (await _world.UserAsync("Asha"), await _world.UserAsync("Bikram"));
        var group = await _world.GroupAsync("public", asha, bikram);
        var post = PostWorld.Id(
            await platform.CallAsync(asha, "posts.v1/CreatePost", new
            {
                scope = $"group:{group}",
                body = "Who comes to the **regatta**?",
                links = new[] { "https://example.org/regatta The regatta", "http://example.org" },
            }), "postId");

        var seen = await _world.GetAsync(bikram, post);

        Assert.Equal($"group:{group}", seen.GetProperty("scope").GetString());
        Assert.Equal("Rowing", seen.GetProperty("scopeName").GetString());
        Assert.Equal("Asha", seen.GetProperty("authorName").GetString());
        Assert.Equal("<p>Who comes to the <strong>regatta</strong>?</p>\n", seen.GetProperty("rendered").GetString());
        Assert.Equal("The regatta", seen.GetProperty("links")[0].GetProperty("title").GetString());
        Assert.Equal("http://example.org/", seen.GetProperty("links")[1].GetProperty("url").GetString());
        Assert.Equal(["report", "react", "comment"], Can(seen));
        Assert.Equal(["edit", "remove", "pin", "react", "comment"], Can(await _world.GetAsync(asha, post)));
    }

    [Fact]
    public async Task A_preview_shows_what_readers_would_see_and_writes_nothing()
    {
        var (asha, bikram, chitra) = (await _world.UserAsync("Asha"), await _world.UserAsync("Bikram"), await _world.UserAsync("Chitra"));
        var group = await _world.GroupAsync("private", asha, bikram);
        var (member, stranger) = (await _world.UsernameAsync(bikram), await _world.UsernameAsync(chitra));

        var preview = await platform.CallAsync(asha, "posts.v1/PreviewPost", new
        {
            scope = $"group:{group}",
            body = $"*Hello* @{member} and @{stranger}",
            links = new[] { "https://example.org A title" },
        });

        Assert.Contains("<em>Hello</em>", preview.GetProperty("rendered").GetString(), StringComparison.Ordinal);
        Assert.Equal(bikram, Assert.Single(PostWorld.List(preview, "mentions")).GetProperty("userId").GetGuid());
        Assert.Equal("A title", preview.GetProperty("links")[0].GetProperty("title").GetString());
        Assert.Empty(await _world.ListAsync(bikram, group));
        Assert.Equal("links", await _world.FieldAsync(
            asha, "posts.v1/PreviewPost", new { scope = $"group:{group}", body = "x", links = new[] { "no address" } }));
        Assert.Equal("not_a_member", await _world.ReasonAsync(chitra, "posts.v1/PreviewPost", new { scope = $"group:{group}", body = "x" }));
    }

    [Fact]
    public async Task A_batch_has_posts_that_its_members_find_and_others_do_not()
    {
        var (asha, bikram) = (await _world.UserAsync("Asha"), await _world.UserAsync("Bikram"));
        await platform.Memberships.AddMemberAsync(
            new(asha, Scope.Batch(1987)), OnBanned.Refuse, Change.BySystem("test"), TestContext.Current.CancellationToken);
        var post = PostWorld.Id(await platform.CallAsync(
            asha, "posts.v1/CreatePost", new { scope = "batch:1987", body = "A pangolin reunion" }), "postId");

        Assert.Equal("Batch of 1987", (await _world.GetAsync(asha, post)).GetProperty("scopeName").GetString());
        Assert.Equal("post_not_found", await _world.ReasonAsync(bikram, "posts.v1/GetPost", new { postId = post }));
        Assert.Equal("not_a_member", await _world.ReasonAsync(bikram, "posts.v1/CreatePost", new { scope = "batch:1987", body = "x" }));
        var hit = Assert.Single(PostWorld.List(await platform.CallAsync(asha, "search.v1/Search", new { text = "pangolin" }), "hits"));
        Assert.Equal("feed", hit.GetProperty("surface").GetString());
        Assert.Empty(PostWorld.List(await platform.CallAsync(bikram, "search.v1/Search", new { text = "pangolin" }), "hits"));
    }

    [Fact]
    public async Task An_edit_keeps_the_earlier_text_and_the_index_has_the_new_one()
    {
        var (asha, bikram) = (await _world.UserAsync("Asha"), await _world.UserAsync("Bikram"));
        var group = await _world.GroupAsync("public", asha, bikram);
        var post = await _world.PostAsync(asha, group, "An axolotl");

        Assert.Equal(2, await EditAsync(asha, post, "A quokka"));
        Assert.Equal(2, await EditAsync(asha, post, "A quokka"));
        Assert.Equal(3, await EditAsync(asha, post, "A numbat"));

        var edits = PostWorld.List(await platform.CallAsync(bikram, "posts.v1/ListPostEdits", new { postId = post }), "edits");
        Assert.Equal(["A quokka", "An axolotl"], edits.Select(e => e.GetProperty("body").GetString()));
        Assert.NotNull((await _world.GetAsync(bikram, post)).GetProperty("editedAt").GetString());
        Assert.Empty(PostWorld.List(await platform.CallAsync(asha, "search.v1/Search", new { text = "axolotl", someWords = false }), "hits"));
        Assert.Single(PostWorld.List(await platform.CallAsync(asha, "search.v1/Search", new { text = "numbat" }), "hits"));
        Assert.Equal("not_the_author", await _world.ReasonAsync(bikram, "posts.v1/EditPost", new { postId = post, body = "Mine" }));
    }

    [Fact]
    public async Task A_removed_post_leaves_lists_search_and_inboxes_with_the_commit()
    {
        var (asha, bikram) = (await _world.UserAsync("Asha"), await _world.UserAsync("Bikram"));
        var group = await _world.GroupAsync("public", asha, bikram);
        var post = await _world.PostAsync(asha, group, "A wolverine");
        await platform.DrainAsync();
        Assert.Single(await _world.InboxAsync(bikram));

        Assert.True((await platform.CallAsync(asha, "posts.v1/RemovePost", new { postId = post })).GetProperty("removed").GetBoolean());

        Assert.Empty(await _world.ListAsync(bikram, group));
        Assert.Empty(await _world.InboxAsync(bikram));
        Assert.Empty(PostWorld.List(await platform.CallAsync(bikram, "search.v1/Search", new { text = "wolverine" }), "hits"));
        Assert.Equal("post_not_found", await _world.ReasonAsync(bikram, "posts.v1/GetPost", new { postId = post }));
        Assert.Equal("post_not_found", await _world.ReasonAsync(asha, "posts.v1/EditPost", new { postId = post, body = "x" }));
        Assert.Equal("post_not_found", await _world.ReasonAsync(bikram, "posts.v1/AddComment", new { postId = post, body = "x" }));
        Assert.False((await platform.CallAsync(asha, "posts.v1/RemovePost", new { postId = post })).GetProperty("removed").GetBoolean());
    }

    [Fact]
    public async Task A_removed_post_stays_as_a_placeholder_for_its_comments_and_its_text_goes_after_thirty_days()
    {
        var (asha, bikram) = (await _world.UserAsync("Asha"), await _world.UserAsync("Bikram"));
        var group = await _world.GroupAsync("public", asha, bikram);
        var post = await _world.PostAsync(bikram, group, "A secret recipe");
        await _world.CommentAsync(asha, post, "Thank you");
        Assert.Equal("reason", await _world.FieldAsync(asha, "posts.v1/RemovePost", new { postId = post }));

        await platform.CallAsync(asha, "posts.v1/RemovePost", new { postId = post, reason = "Not here" });

        var seen = await _world.GetAsync(bikram, post);
        Assert.True(seen.GetProperty("isRemoved").GetBoolean());
        Assert.Equal("", seen.GetProperty("body").GetString());
        Assert.Empty(Can(seen));
        Assert.Single(await _world.CommentsAsync(bikram, post));

        await EraseAsync();
        Assert.Equal("A secret recipe", await platform.DataSource.ValueAsync<string>("select body from posts_post where id = $1", post));
        await platform.DataSource.SqlAsync("update posts_post set removed_at = removed_at - interval '31 days' where id = $1", post);
        await EraseAsync();
        Assert.Equal("", await platform.DataSource.ValueAsync<string>("select body from posts_post where id = $1", post));
    }

    [Fact]
    public async Task Moderators_pin_three_posts_and_no_more()
    {
        var (asha, bikram) = (await _world.UserAsync("Asha"), await _world.UserAsync("Bikram"));
        var group = await _world.GroupAsync("public", asha, bikram);
        var posts = new List<Guid>();
        for (var i = 0; i < 4; i++)
            posts.Add(await _world.PostAsync(bikram, group, $"Post {i}"));

        Assert.Equal("role_too_low", await _world.ReasonAsync(bikram, "posts.v1/PinPost", new { postId = posts[0] }));
        foreach (var post in posts.Take(3))
            Assert.True(await PinAsync("PinPost", asha, post));
        Assert.False(await PinAsync("PinPost", asha, posts[0]));
        Assert.Equal("too_many_pins", await _world.ReasonAsync(asha, "posts.v1/PinPost", new { postId = posts[3] }));
        Assert.True(await PinAsync("UnpinPost", asha, posts[1]));
        Assert.True(await PinAsync("PinPost", asha, posts[3]));

        var page = await platform.CallAsync(bikram, "posts.v1/ListPosts", new { scope = $"group:{group}" });
        Assert.Equal([posts[0], posts[3], posts[2]], PostWorld.List(page, "pinned").Select(p => PostWorld.Id(p, "postId")));
        Assert.Equal(4, PostWorld.List(page, "posts").Count);
        await platform.CallAsync(bikram, "posts.v1/RemovePost", new { postId = posts[0] });
        Assert.Equal(2, PostWorld.List(await platform.CallAsync(bikram, "posts.v1/ListPosts", new { scope = $"group:{group}" }), "pinned").Count);
    }

    [Fact]
    public async Task Pages_meet_and_a_cursor_of_another_scope_is_refused()
    {
        var asha = await _world.UserAsync("Asha");
        var (group, other) = (await _world.GroupAsync("public", asha), await _world.GroupAsync("public", asha));
        for (var i = 0; i < 7; i++)
            await _world.PostAsync(asha, group, $"post {i}");

        var bodies = new List<string>();
        string? cursor = null;
        do
        {
            var page = await platform.CallAsync(asha, "posts.v1/ListPosts", new { scope = $"group:{group}", limit = 3, cursor });
            bodies.AddRange(PostWorld.List(page, "posts").Select(p => p.GetProperty("body").GetString()!));
            cursor = page.GetProperty("nextCursor").GetString();
            if (cursor is not null)
                Assert.Equal("cursor", await _world.FieldAsync(asha, "posts.v1/ListPosts", new { scope = $"group:{other}", limit = 3, cursor }));
        }
        while (cursor is not null);

        Assert.Equal(Enumerable.Range(0, 7).Select(i => $"post {i}").Reverse(), bodies);
    }

    [Fact]
    public async Task Bad_input_names_the_field()
    {
        var asha = await _world.UserAsync("Asha");
        var scope = $"group:{await _world.GroupAsync("public", asha)}";

        Assert.Equal("scope", await _world.FieldAsync(asha, "posts.v1/CreatePost", new { scope = "rowing", body = "x" }));
        Assert.Equal("scope", await _world.FieldAsync(asha, "posts.v1/CreatePost", new { scope = "planet:mars", body = "x" }));
        Assert.Equal("body", await _world.FieldAsync(asha, "posts.v1/CreatePost", new { scope, body = " " }));
        Assert.Equal("links", await _world.FieldAsync(asha, "posts.v1/CreatePost", new { scope, body = "x", links = new[] { "javascript:alert(1)" } }));
        Assert.Equal("links", await _world.FieldAsync(
            asha, "posts.v1/CreatePost", new { scope, body = "x", links = Enumerable.Repeat("https://example.org", 5) }));
        Assert.Equal("postId", await _world.FieldAsync(asha, "posts.v1/React", new { kind = "like" }));
        Assert.Equal("kind", await _world.FieldAsync(asha, "posts.v1/React", new { postId = Guid.CreateVersion7(), kind = "hate" }));
        Assert.Equal("group_not_found", await _world.ReasonAsync(
            asha, "posts.v1/CreatePost", new { scope = $"group:{Guid.CreateVersion7()}", body = "x" }));
        Assert.Equal("comment_not_found", await _world.ReasonAsync(
            asha, "posts.v1/EditComment", new { commentId = Guid.CreateVersion7(), body = "x" }));
    }

    static IEnumerable<string?> Can(System.Text.Json.JsonElement seen) =>
        PostWorld.List(seen, "can").Select(action => action.GetString());

    async Task<int> EditAsync(Guid author, Guid post, string body) =>
        (await platform.CallAsync(author, "posts.v1/EditPost", new { postId = post, body })).GetProperty("version").GetInt32();

    async Task<bool> PinAsync(string call, Guid by, Guid post) =>
        (await platform.CallAsync(by, $"posts.v1/{call}", new { postId = post })).GetProperty("changed").GetBoolean();

    async Task EraseAsync()
    {
        await platform.Get<JobQueue>().EnqueueAsync(
            new EraseRemoved(), PostsJson.Default.EraseRemoved, ct: TestContext.Current.CancellationToken);
        await platform.DrainAsync();
    }
}
