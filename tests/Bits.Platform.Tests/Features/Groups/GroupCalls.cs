using System.Text.Json;
using Bits.Membership;
using Bits.Platform.Rpc;

namespace Bits.Platform.Tests.Features.Groups;

/// <summary>The calls of groups, as tests make them.</summary>
sealed class GroupCalls(TestPlatform platform)
{
    static int Slugs;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public Task<JsonElement> CallAsync(Guid user, string verb, object request) => platform.CallAsync(user, $"groups.v1/{verb}", request);

    public async Task<FaultException> FaultAsync(Guid user, string verb, object request) =>
        await platform.FaultAsync(user, $"groups.v1/{verb}", request);

    public async Task<Guid> FoundAsync(Guid owner, string visibility = "public", string name = "Rowing", string? joinPolicy = null, params string[] topics)
    {
        var slug = visibility == "secret" ? null : $"calls-{Interlocked.Increment(ref Slugs)}";
        var created = await CallAsync(owner, "CreateGroup", new { slug, name, visibility, joinPolicy, topics });
        return created.GetProperty("groupId").GetGuid();
    }

    public Task AddAsync(Guid user, Guid group, MemberRole role = MemberRole.Member) => platform.Memberships.AddMemberAsync(
        new(user, Scope.Group(group), role), OnBanned.Refuse, Change.BySystem("test"), Ct);

    public Task<JsonElement> GetAsync(Guid user, Guid group) => CallAsync(user, "GetGroup", new { groupId = group });

    public async Task<IReadOnlyList<string?>> CanAsync(Guid user, Guid group) =>
        [.. (await GetAsync(user, group)).GetProperty("can").EnumerateArray().Select(action => action.GetString())];

    public async Task<int> HitsAsync(Guid user, string text) =>
        (await platform.CallAsync(user, "search.v1/Search", new { text })).GetProperty("hits").GetArrayLength();
}
