using Bits.Membership;
using Bits.Platform.Rpc;

namespace Bits.Platform.Tests.Features.Posts;

/// <summary>Many callers at once: nothing is lost, every count is exact.</summary>
public sealed class PostRacesTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    readonly PostWorld _world = new(platform);

    [Fact]
    public async Task Two_hundred_toggles_of_reactions_at_once_leave_exact_counts()
    {
        var asha = await _world.UserAsync("Asha");
        var members = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => _world.UserAsync($"M{i}")));
        var post = await _world.PostAsync(asha, await _world.GroupAsync("public", asha, members));
        var comment = await _world.CommentAsync(asha, post);
        string?[] kinds = ["like", "love", "celebrate", "support", "insightful", "funny", null];

        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => TryAsync(
            members[i % members.Length], "posts.v1/React",
            i % 3 == 0 ? new { commentId = comment, kind = kinds[i % 7] } : new { postId = post, kind = kinds[i / 3 % 7] })));

        await _world.AssertCountsAsync();
        Assert.Equal(
            await platform.DataSource.ValueAsync<long>("select count(*) from posts_reaction where post_id = $1 and comment_id is null", post),
            await platform.DataSource.ValueAsync<long>("select sum(n)::bigint from posts_post, unnest(reactions) as n where id = $1", post));
    }

    [Fact]
    public async Task An_edit_against_a_removal_leaves_no_document_and_no_text_that_was_edited_later()
    {
        var asha = await _world.UserAsync("Asha");
        var group = await _world.GroupAsync("public", asha);
        for (var round = 0; round < 15; round++)
        {
            var post = await _world.PostAsync(asha, group, $"kudu {round}");

            var outcomes = await Task.WhenAll(
                TryAsync(asha, "posts.v1/EditPost", new { postId = post, body = $"bongo {round}" }),
                TryAsync(asha, "posts.v1/RemovePost", new { postId = post }));

            Assert.True(outcomes[0] is "ok" or "post_not_found", outcomes[0]);
            Assert.Equal("ok", outcomes[1]);
            Assert.Equal(0L, await platform.DataSource.ValueAsync<long>(
                "select count(*) from search_document where entity_id = $1 and deleted_at is null", $"post:{post}"));
            Assert.Equal(
                outcomes[0] == "ok" ? 2 : 1,
                await platform.DataSource.ValueAsync<int>("select version from posts_post where id = $1", post));
        }
    }

    [Fact]
    public async Task A_comment_against_the_removal_of_its_post_is_there_before_or_refused()
    {
        var (asha, bikram) = (await _world.UserAsync("Asha"), await _world.UserAsync("Bikram"));
        var group = await _world.GroupAsync("public", asha, bikram);
        for (var round = 0; round < 15; round++)
        {
            var post = await _world.PostAsync(asha, group);

            var outcomes = await Task.WhenAll(
                TryAsync(bikram, "posts.v1/AddComment", new { postId = post, body = "In time?" }),
                TryAsync(asha, "posts.v1/RemovePost", new { postId = post }));

            Assert.True(outcomes[0] is "ok" or "post_not_found", outcomes[0]);
            Assert.Equal(
                outcomes[0] == "ok" ? 1L : 0L,
                await platform.DataSource.ValueAsync<long>("select count(*) from posts_comment where post_id = $1", post));
        }

        await _world.AssertCountsAsync();
    }

    [Fact]
    public async Task Ten_pins_at_once_pin_three_posts()
    {
        var asha = await _world.UserAsync("Asha");
        var group = await _world.GroupAsync("public", asha);
        var posts = new List<Guid>();
        for (var i = 0; i < 10; i++)
            posts.Add(await _world.PostAsync(asha, group));

        var outcomes = await Task.WhenAll(posts.Select(post => TryAsync(asha, "posts.v1/PinPost", new { postId = post })));

        Assert.Equal(3, outcomes.Count(outcome => outcome == "ok"));
        Assert.Equal(7, outcomes.Count(outcome => outcome == "too_many_pins"));
        Assert.Equal(3L, await platform.DataSource.ValueAsync<long>(
            "select count(*) from posts_post where scope = $1 and pin is not null", $"group:{group}"));
    }

    [Fact]
    public async Task The_database_holds_the_limit_of_pins_for_every_client()
    {
        var asha = await _world.UserAsync("Asha");
        var post = await _world.PostAsync(asha, await _world.GroupAsync("public", asha));

        await Assert.ThrowsAsync<Npgsql.PostgresException>(
            () => platform.DataSource.SqlAsync("update posts_post set pin = 4 where id = $1", post));
    }

    [Fact]
    public async Task Posts_while_the_author_is_banned_are_there_or_refused_and_none_follows()
    {
        var (asha, bikram) = (await _world.UserAsync("Asha"), await _world.UserAsync("Bikram"));
        var group = await _world.GroupAsync("private", asha, bikram);

        var posting = Enumerable.Range(0, 20).Select(i => TryAsync(
            bikram, "posts.v1/CreatePost", new { scope = $"group:{group}", body = $"post {i}" })).ToList();
        var ban = TryAsync(asha, "groups.v1/BanMember", new { groupId = group, userId = bikram, reason = "spam" });
        var outcomes = await Task.WhenAll(posting);

        Assert.Equal("ok", await ban);
        Assert.All(outcomes, outcome => Assert.True(outcome is "ok" or "banned", outcome));
        Assert.Equal(
            outcomes.Count(outcome => outcome == "ok"),
            await platform.DataSource.ValueAsync<long>("select count(*) from posts_post where scope = $1", $"group:{group}"));
        Assert.Equal("banned", await TryAsync(bikram, "posts.v1/CreatePost", new { scope = $"group:{group}", body = "late" }));
        Assert.Equal("banned", await TryAsync(bikram, "posts.v1/ListPosts", new { scope = $"group:{group}" }));
    }

    [Fact]
    public async Task A_post_under_way_is_retagged_too()
    {
        var (asha, bikram, chitra) = (await _world.UserAsync("Asha"), await _world.UserAsync("Bikram"), await _world.UserAsync("Chitra"));
        var group = await _world.GroupAsync("public", asha, bikram);
        var scope = Scope.Group(group);

        var posting = Enumerable.Range(0, 20).Select(i => TryAsync(
            bikram, "posts.v1/CreatePost", new { scope = $"{scope}", body = $"tapir {i}" })).ToList();
        Assert.Equal("ok", await TryAsync(asha, "groups.v1/UpdateGroup", new { groupId = group, visibility = "private" }));

        Assert.All(await Task.WhenAll(posting), outcome => Assert.Equal("ok", outcome));
        Assert.Empty(PostWorld.List(await platform.CallAsync(chitra, "search.v1/Search", new { text = "tapir" }), "hits"));
        Assert.Equal(20, PostWorld.List(
            await platform.CallAsync(bikram, "search.v1/Search", new { text = "tapir", limit = 100 }), "hits").Count);
    }

    async Task<string> TryAsync(Guid user, string method, object request)
    {
        try
        {
            await platform.CallAsync(user, method, request);
            return "ok";
        }
        catch (FaultException fault)
        {
            return fault.Reason;
        }
    }
}
