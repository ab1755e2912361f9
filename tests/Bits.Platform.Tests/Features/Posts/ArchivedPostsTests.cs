using System.Text.Json;
using Bits.Platform.Rpc;

namespace Bits.Platform.Tests.Features.Posts;

/// <summary>In an archived group edits, reactions and pins are refused, also beside the archiving; the feed does not offer
/// them.</summary>
public sealed class ArchivedPostsTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    readonly PostWorld _world = new(platform);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Edits_reactions_and_pins_that_meet_the_archiving_wait_for_it_and_are_refused()
    {
        var asha = await _world.UserAsync("Asha");
        var group = await _world.GroupAsync("private", asha);
        var post = await _world.PostAsync(asha, group);
        var comment = await _world.CommentAsync(asha, post);
        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);
        await using var tx = await db.BeginTransactionAsync(Ct);
        await using (var archive = db.CreateCommand())
        {
            archive.CommandText = "update groups_group set archived_at = now() where id = $1";
            archive.Parameters.Add(new() { Value = group });
            await archive.ExecuteNonQueryAsync(Ct);
        }

        var calls = Task.WhenAll(
            TryAsync(asha, "posts.v1/EditPost", new { postId = post, body = "Late" }),
            TryAsync(asha, "posts.v1/EditComment", new { commentId = comment, body = "Late" }),
            TryAsync(asha, "posts.v1/React", new { postId = post, kind = "like" }),
            TryAsync(asha, "posts.v1/React", new { commentId = comment, kind = "like" }),
            TryAsync(asha, "posts.v1/PinPost", new { postId = post }));
        await platform.DataSource.EventuallyAsync(
            "select count(*) >= 5 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'");
        await tx.CommitAsync(Ct);

        Assert.All(await calls, outcome => Assert.Equal("group_archived", outcome));
    }

    [Fact]
    public async Task Pins_need_an_active_group()
    {
        var asha = await _world.UserAsync("Asha");
        var group = await _world.GroupAsync("private", asha);
        var (post, pinned) = (await _world.PostAsync(asha, group), await _world.PostAsync(asha, group));
        await platform.CallAsync(asha, "posts.v1/PinPost", new { postId = pinned });
        await platform.CallAsync(asha, "groups.v1/ArchiveGroup", new { groupId = group });

        Assert.Equal("group_archived", await _world.ReasonAsync(asha, "posts.v1/PinPost", new { postId = post }));
        Assert.Equal("group_archived", await _world.ReasonAsync(asha, "posts.v1/UnpinPost", new { postId = pinned }));
        Assert.Equal(["remove"], Can(await _world.GetAsync(asha, post)));
    }

    [Fact]
    public async Task The_feed_offers_what_the_calls_do()
    {
        var (asha, bikram) = (await _world.UserAsync("Asha"), await _world.UserAsync("Bikram"));
        var (archived, active) = (await _world.GroupAsync("private", asha, bikram), await _world.GroupAsync("private", asha, bikram));
        await _world.PostAsync(asha, archived);
        await _world.PostAsync(asha, active);
        await platform.CallAsync(asha, "groups.v1/ArchiveGroup", new { groupId = archived });

        Assert.Equal(["report"], Can(await InFeedAsync(bikram, archived)));
        Assert.Equal(["report", "react", "comment"], Can(await InFeedAsync(bikram, active)));
        Assert.Equal(["remove"], Can(await InFeedAsync(asha, archived)));
    }

    static IEnumerable<string?> Can(JsonElement post) => post.GetProperty("can").EnumerateArray().Select(can => can.GetString());

    async Task<JsonElement> InFeedAsync(Guid user, Guid group) =>
        PostWorld.List(await platform.CallAsync(user, "feed.v1/ListFeed", new { }), "items").Select(item => item.GetProperty("post"))
            .Single(post => post.GetProperty("scope").GetString() == $"group:{group}");

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
