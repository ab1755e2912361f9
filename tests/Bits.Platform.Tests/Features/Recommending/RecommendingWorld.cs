using System.Text.Json;
using Bits.Jobs;
using Bits.Membership;
using Bits.Platform.Features.Recommending.Running;

namespace Bits.Platform.Tests.Features.Recommending;

/// <summary>People, groups and runs for the tests of recommendations.</summary>
sealed class RecommendingWorld(TestPlatform platform)
{
    static int Slugs;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async Task<Guid> GroupAsync(Guid owner, string name, string visibility = "public", params Guid[] members)
    {
        var slug = visibility == "secret" ? null : $"recommended-{Interlocked.Increment(ref Slugs)}";
        var created = await platform.CallAsync(owner, "groups.v1/CreateGroup", new { slug, name, visibility });
        var group = created.GetProperty("groupId").GetGuid();
        foreach (var member in members)
            await AddAsync(member, Scope.Group(group));
        return group;
    }

    public Task AddAsync(Guid user, Scope scope) =>
        platform.Memberships.AddMemberAsync(new(user, scope), OnBanned.Refuse, Change.BySystem("test"), Ct);

    public async Task<Guid> PostAsync(Guid author, Guid group, string body) =>
        (await platform.CallAsync(author, "groups.v1/PostToGroup", new { groupId = group, body })).GetProperty("postId").GetGuid();

    public async Task TrainAsync(int times = 1)
    {
        for (var i = 0; i < times; i++)
            await platform.Get<JobQueue>().EnqueueAsync(new TrainRecommender(), RecommendingJson.Default.TrainRecommender, ct: Ct);
        await platform.DrainAsync();
    }

    public async Task RefreshAsync()
    {
        await platform.Get<JobQueue>().EnqueueAsync(new RefreshRecommender(), RecommendingJson.Default.RefreshRecommender, ct: Ct);
        await platform.DrainAsync();
    }

    public async Task<List<JsonElement>> ListAsync(Guid user, string kind, int limit = 100) =>
        [.. (await platform.CallAsync(user, "recommendations.v1/ListRecommendations", new { kind, limit })).GetProperty("recommendations").EnumerateArray()];

    public async Task<List<string>> IdsAsync(Guid user, string kind) =>
        [.. (await ListAsync(user, kind)).Select(one => one.GetProperty("entityId").GetString()!)];

    public async Task<string?> ReasonAsync(Guid user, string kind, Guid id) => (await ListAsync(user, kind))
        .Where(one => one.GetProperty("entityId").GetString()!.EndsWith($"{id}", StringComparison.Ordinal))
        .Select(one => one.GetProperty("reason").GetString()).SingleOrDefault();

    public Task DismissAsync(Guid user, string surface, string entityId) =>
        platform.CallAsync(user, "recommendations.v1/Dismiss", new { surface, entityId });
}
