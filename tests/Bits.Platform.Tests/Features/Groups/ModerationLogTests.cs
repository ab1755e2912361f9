using System.Text.Json;
using Bits.Membership;

namespace Bits.Platform.Tests.Features.Groups;

/// <summary>What members read of what moderators did; their levels of notification; who is in a group.</summary>
public sealed class ModerationLogTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    readonly GroupCalls _groups = new(platform);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Members_read_who_did_what_and_moderators_also_why()
    {
        var (asha, bikram, chitra) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"), await platform.UserAsync("Chitra"));
        var (group, deepa) = (await _groups.FoundAsync(asha), await platform.UserAsync("Deepa"));
        foreach (var user in new[] { bikram, chitra, deepa })
            await _groups.CallAsync(user, "JoinGroup", new { groupId = group });
        await _groups.CallAsync(asha, "SetRole", new { groupId = group, userId = bikram, role = "moderator", reason = "Keeps order." });
        await _groups.CallAsync(bikram, "BanMember", new { groupId = group, userId = deepa, reason = "Sells watches." });
        await _groups.CallAsync(bikram, "BanMember", new { groupId = group, userId = deepa, reason = "Still.", until = TimeProvider.System.GetUtcNow().AddDays(7) });
        await _groups.CallAsync(bikram, "UnbanMember", new { groupId = group, userId = deepa, reason = "Promised." });
        await _groups.CallAsync(asha, "RemoveMember", new { groupId = group, userId = bikram, reason = "Moved away." });
        await _groups.CallAsync(bikram, "JoinGroup", new { groupId = group });
        await _groups.CallAsync(bikram, "LeaveGroup", new { groupId = group });

        var (asMember, asOwner) = (await EntriesAsync(chitra, group), await EntriesAsync(asha, group));

        Assert.Equal(
            [
                ("removed", "Bikram", "Asha"), ("ban_lifted", "Deepa", "Bikram"), ("ban_changed", "Deepa", "Bikram"),
                ("banned", "Deepa", "Bikram"), ("role_changed", "Bikram", "Asha"),
            ],
            asMember.Select(entry => (Text(entry, "kind"), Text(entry, "userName"), Text(entry, "actorName"))));
        Assert.All(asMember, entry => Assert.Null(Text(entry, "reason")));
        Assert.Equal(["Moved away.", "Promised.", "Still.", "Sells watches.", "Keeps order."], asOwner.Select(entry => Text(entry, "reason")));
        Assert.Equal("not_a_member", (await _groups.FaultAsync(bikram, "ListModerationLog", new { groupId = group })).Reason);
    }

    [Fact]
    public async Task Pages_of_the_log_meet()
    {
        var (asha, bikram) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"));
        var group = await _groups.FoundAsync(asha);
        await _groups.AddAsync(bikram, group);
        foreach (var role in new[] { "moderator", "admin", "member", "moderator", "member" })
            await _groups.CallAsync(asha, "SetRole", new { groupId = group, userId = bikram, role });

        var (roles, cursor) = (new List<string?>(), (string?)null);
        do
        {
            var page = await _groups.CallAsync(bikram, "ListModerationLog", new { groupId = group, limit = 2, cursor });
            roles.AddRange(page.GetProperty("entries").EnumerateArray().Select(entry => Text(entry, "toRole")));
            cursor = Text(page, "nextCursor");
        }
        while (cursor is not null);

        Assert.Equal(["member", "moderator", "member", "admin", "moderator"], roles);
    }

    [Fact]
    public async Task A_member_is_notified_as_they_chose()
    {
        var (asha, bikram, chitra) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"), await platform.UserAsync("Chitra"));
        var (group, deepa) = (await _groups.FoundAsync(asha), await platform.UserAsync("Deepa"));
        foreach (var user in new[] { bikram, chitra, deepa })
            await _groups.CallAsync(user, "JoinGroup", new { groupId = group });
        await _groups.CallAsync(bikram, "SetNotificationLevel", new { groupId = group, level = "none" });
        await _groups.CallAsync(chitra, "SetNotificationLevel", new { groupId = group, level = "mentions" });
        await _groups.CallAsync(deepa, "SetNotificationLevel", new { groupId = group, level = "none" });
        await _groups.CallAsync(deepa, "SetNotificationLevel", new { groupId = group, level = "every" });

        await _groups.CallAsync(asha, "PostToGroup", new { groupId = group, body = "Who rows?" });
        await platform.DrainAsync();

        Assert.Equal((0, 0, 1), (await InboxAsync(bikram), await InboxAsync(chitra), await InboxAsync(deepa)));
        Assert.Equal("none", Text(await _groups.GetAsync(bikram, group), "notificationLevel"));
        Assert.Equal("every", Text(await _groups.GetAsync(asha, group), "notificationLevel"));
        Assert.Equal("not_a_member", (await _groups.FaultAsync(await platform.UserAsync("Esha"), "SetNotificationLevel", new { groupId = group, level = "none" })).Reason);
    }

    [Fact]
    public async Task Members_are_found_by_the_beginnings_of_their_names_and_counted_by_role()
    {
        var asha = await platform.UserAsync("Asha Rao");
        var group = await _groups.FoundAsync(asha);
        var (bikram, ashok) = (await platform.UserAsync("Bikram Das"), await platform.UserAsync("Ashok Dasgupta"));
        await _groups.AddAsync(bikram, group, MemberRole.Moderator);
        await _groups.AddAsync(ashok, group);
        await platform.UserAsync("Ashwin Das"); // not a member

        Assert.Equal([asha, ashok], await NamedAsync(asha, group, "ash"));
        Assert.Equal([ashok, bikram], await NamedAsync(asha, group, "das"));
        Assert.Equal([ashok], await NamedAsync(asha, group, "das ash"));
        Assert.Equal([bikram], await NamedAsync(asha, group, "das", "moderator"));
        Assert.Empty(await NamedAsync(asha, group, "!*&"));
        var first = await _groups.CallAsync(asha, "ListMembers", new { groupId = group, limit = 1 });
        Assert.Equal(
            [("owner", 1), ("moderator", 1), ("member", 1)],
            first.GetProperty("counts").EnumerateArray().Select(count => (Text(count, "role"), count.GetProperty("members").GetInt32())));
        var second = await _groups.CallAsync(asha, "ListMembers", new { groupId = group, limit = 1, cursor = Text(first, "nextCursor") });
        Assert.Equal(JsonValueKind.Null, second.GetProperty("counts").ValueKind);
    }

    [Fact]
    public async Task Pages_of_a_search_among_many_members_meet()
    {
        var asha = await platform.UserAsync("Asha");
        var group = await _groups.FoundAsync(asha);
        await platform.Memberships.AddMembersAsync(
            [.. Enumerable.Range(0, 11_000).Select(_ => new NewMember(Guid.CreateVersion7(), Scope.Group(group)))], Change.BySystem("test"), ct: Ct);
        var sought = new List<Guid>();
        for (var number = 0; number < 5; number++)
        {
            sought.Add(await platform.UserAsync("Zubin Mehta")); // behind the others
            await _groups.AddAsync(sought[^1], group);
        }

        var (found, cursor) = (new List<Guid>(), (string?)null);
        do
        {
            var page = await _groups.CallAsync(asha, "ListMembers", new { groupId = group, name = "zub", limit = 2, cursor });
            found.AddRange(page.GetProperty("members").EnumerateArray().Select(member => member.GetProperty("userId").GetGuid()));
            cursor = Text(page, "nextCursor");
        }
        while (cursor is not null);

        Assert.Equal(sought.Order(), found);
    }

    async Task<IReadOnlyList<JsonElement>> EntriesAsync(Guid user, Guid group) =>
        [.. (await _groups.CallAsync(user, "ListModerationLog", new { groupId = group })).GetProperty("entries").EnumerateArray()];

    async Task<IEnumerable<Guid>> NamedAsync(Guid user, Guid group, string name, string? role = null) =>
        (await _groups.CallAsync(user, "ListMembers", new { groupId = group, name, role })).GetProperty("members").EnumerateArray()
        .OrderBy(member => Text(member, "name"), StringComparer.Ordinal).Select(member => member.GetProperty("userId").GetGuid());

    async Task<int> InboxAsync(Guid user) =>
        (await platform.CallAsync(user, "notifications.v1/ListInbox", new { })).GetProperty("items").GetArrayLength();

    static string? Text(JsonElement element, string field) => element.GetProperty(field).GetString();
}
