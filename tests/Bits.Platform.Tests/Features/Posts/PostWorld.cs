using System.Text.Json;
using Bits.Jobs;
using Bits.Membership;
using Bits.Platform.Features.Posts;

namespace Bits.Platform.Tests.Features.Posts;

/// <summary>People, groups and posts for the tests of posts.</summary>
sealed class PostWorld(TestPlatform platform)
{
    static int Groups;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public Task<Guid> UserAsync(string name) => platform.UserAsync(name);

    public Task<string> UsernameAsync(Guid user) =>
        platform.DataSource.ValueAsync<string>("select username from accounts_user where id = $1", user);

    /// <summary>A group of these, the first its owner.</summary>
    public async Task<Guid> GroupAsync(string visibility, Guid owner, params Guid[] members)
    {
        var slug = $"posts-{Interlocked.Increment(ref Groups)}";
        var group = Id(await platform.CallAsync(owner, "groups.v1/CreateGroup", new { slug = visibility == "secret" ? null : slug, name = "Rowing", visibility }), "groupId");
        foreach (var member in members)
            await platform.Memberships.AddMemberAsync(
                new(member, Scope.Group(group), MemberRole.Member), OnBanned.Refuse, Change.BySystem("test"), Ct);
        return group;
    }

    public Task AddAsync(Guid group, Guid user, MemberRole role) => platform.Memberships.AddMemberAsync(
        new(user, Scope.Group(group), role), OnBanned.Refuse, Change.BySystem("test"), Ct);

    public async Task<Guid> PostAsync(Guid author, Guid group, string body = "Who rows?") => Id(
        await platform.CallAsync(author, "posts.v1/CreatePost", new { scope = $"group:{group}", body }), "postId");

    public async Task<Guid> CommentAsync(Guid author, Guid post, string body = "I do.", Guid? parent = null) => Id(
        await platform.CallAsync(author, "posts.v1/AddComment", new { postId = post, body, parentId = parent }), "commentId");

    public async Task<JsonElement> GetAsync(Guid reader, Guid post) =>
        (await platform.CallAsync(reader, "posts.v1/GetPost", new { postId = post })).GetProperty("post");

    public async Task<IReadOnlyList<JsonElement>> ListAsync(Guid reader, Guid group) =>
        List(await platform.CallAsync(reader, "posts.v1/ListPosts", new { scope = $"group:{group}" }), "posts");

    public async Task<IReadOnlyList<JsonElement>> CommentsAsync(Guid reader, Guid post) =>
        List(await platform.CallAsync(reader, "posts.v1/ListComments", new { postId = post }), "comments");

    public async Task<IReadOnlyList<JsonElement>> InboxAsync(Guid user) =>
        List(await platform.CallAsync(user, "notifications.v1/ListInbox", new { }), "items");

    /// <summary>The open cases of a group, or the decided ones.</summary>
    public async Task<IReadOnlyList<JsonElement>> CasesAsync(Guid user, Guid group, bool decided) => List(
        await platform.CallAsync(user, "moderation.v1/ListReports", new { scope = $"group:{group}", decided }), "cases");

    /// <summary>Deletes the texts that are due.</summary>
    public async Task EraseRemovedAsync()
    {
        await platform.Get<JobQueue>().EnqueueAsync(new EraseRemoved(), PostsJson.Default.EraseRemoved, ct: Ct);
        await platform.DrainAsync();
    }

    public async Task<string> ReasonAsync(Guid user, string method, object request) =>
        (await platform.FaultAsync(user, method, request)).Reason;

    public async Task<string> FieldAsync(Guid user, string method, object request) =>
        Assert.Single((await platform.FaultAsync(user, method, request)).Fields).Field;

    /// <summary>Holds that every kept count is the count of its rows.</summary>
    public async Task AssertCountsAsync()
    {
        var admin = await platform.UserAsync("Root");
        await platform.DataSource.SqlAsync("update accounts_user set platform_role = 'operator' where id = $1", admin);

        Assert.Empty(List(await platform.CallAsync(admin, "posts.v1/VerifyCounts", new { }), "differences"));
    }

    public static Guid Id(JsonElement answer, string name) => answer.GetProperty(name).GetGuid();

    public static IReadOnlyList<JsonElement> List(JsonElement answer, string name) => [.. answer.GetProperty(name).EnumerateArray()];
}
