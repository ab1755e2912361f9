using System.Text.Json;

namespace Bits.Platform.Tests.Features.Posts;

/// <summary>Reactions are told of together: one notification for each post, whose text counts them all.</summary>
public sealed class ReactionNotificationTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    [Fact]
    public async Task One_notification_counts_all_and_is_unread_again_after_the_next()
    {
        var (asha, group, post) = await PostedAsync();
        await ReactAsync(group, post, "Bikram");
        Assert.Equal("Bikram reacted to your post in Rowing", await TitleAsync(asha));

        await MarkAsync(asha);
        await ReactAsync(group, post, "Chitra");
        Assert.Equal("Chitra and one other reacted to your post in Rowing", await TitleAsync(asha));
        Assert.Equal(JsonValueKind.Null, (await ItemsAsync(asha))[0].GetProperty("readAt").ValueKind);

        await ReactAsync(group, post, "Deepa");
        Assert.Equal("Deepa and 2 others reacted to your post in Rowing", await TitleAsync(asha));
        Assert.Single(await ItemsAsync(asha));
    }

    [Fact]
    public async Task Ones_own_reaction_and_those_of_blocked_members_do_not_count()
    {
        var (asha, group, post) = await PostedAsync();
        await platform.CallAsync(asha, "posts.v1/React", new { postId = post, kind = "like" });
        await platform.DrainAsync();
        Assert.Empty(await ItemsAsync(asha));

        var bikram = await ReactAsync(group, post, "Bikram");
        await ReactAsync(group, post, "Chitra");
        await platform.CallAsync(asha, "people.v1/BlockMember", new { userId = bikram });

        Assert.Equal("Chitra reacted to your post in Rowing", await TitleAsync(asha));
    }

    [Fact]
    public async Task Another_kind_of_the_same_reaction_leaves_it_read()
    {
        var (asha, group, post) = await PostedAsync();
        var bikram = await ReactAsync(group, post, "Bikram");
        await MarkAsync(asha);

        foreach (var kind in new[] { "love", "like" })
        {
            await platform.CallAsync(bikram, "posts.v1/React", new { postId = post, kind });
            await platform.DrainAsync();
        }

        Assert.NotEqual(JsonValueKind.Null, (await ItemsAsync(asha))[0].GetProperty("readAt").ValueKind);
    }

    [Fact]
    public async Task A_removed_post_withdraws_it()
    {
        var (asha, group, post) = await PostedAsync();
        await ReactAsync(group, post, "Bikram");
        await platform.CallAsync(asha, "posts.v1/RemovePost", new { postId = post });

        Assert.Empty(await ItemsAsync(asha));
    }

    async Task<(Guid Asha, Guid Group, Guid Post)> PostedAsync()
    {
        var asha = await platform.UserAsync("Asha");
        var group = (await platform.CallAsync(
            asha, "groups.v1/CreateGroup",
            new { slug = $"r-{Guid.CreateVersion7():N}", name = "Rowing", visibility = "private" })).GetProperty("groupId").GetGuid();
        var post = (await platform.CallAsync(asha, "groups.v1/PostToGroup", new { groupId = group, body = "Who rows?" })).GetProperty("postId").GetGuid();
        return (asha, group, post);
    }

    async Task<Guid> ReactAsync(Guid group, Guid post, string name)
    {
        var user = await platform.UserAsync(name);
        await platform.Memberships.JoinAsync(user, Bits.Membership.Scope.Group(group), TestContext.Current.CancellationToken);
        await platform.CallAsync(user, "posts.v1/React", new { postId = post, kind = "like" });
        await platform.DrainAsync();
        return user;
    }

    async Task MarkAsync(Guid user) => await platform.CallAsync(
        user, "notifications.v1/MarkRead", new { notificationIds = (await ItemsAsync(user)).Select(item => item.GetProperty("notificationId").GetGuid()) });

    async Task<string?> TitleAsync(Guid user) => (await ItemsAsync(user))[0].GetProperty("title").GetString();

    async Task<List<JsonElement>> ItemsAsync(Guid user) =>
        [.. (await platform.CallAsync(user, "notifications.v1/ListInbox", new { })).GetProperty("items").EnumerateArray()];
}
