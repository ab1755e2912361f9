using System.Text.Json;
using Bits.Membership;
using Bits.Platform.Features.Groups;
using Bits.Platform.Rpc;

namespace Bits.Platform.Tests.Features.Groups;

/// <summary>What a caller sees of a group, and what they may do there.</summary>
public sealed class GetGroupTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    static readonly Change By = Change.BySystem("test");

    static int Groups;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_member_reads_the_same_group_by_id_and_by_slug_with_their_own_membership()
    {
        var (asha, bikram) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"));
        var (group, slug) = await FoundAsync(asha, "public");
        await CallAsync(bikram, "JoinGroup", new { groupId = group });

        var byId = await GetAsync(bikram, group);
        var bySlug = await CallAsync(bikram, "GetGroup", new { slug });

        Assert.Equal(byId.GetRawText(), bySlug.GetRawText());
        Assert.Equal(
            (group, "interest", slug, "Rowing", "Mornings on the Mandovi", "public", 2),
            (byId.GetProperty("groupId").GetGuid(), Text(byId, "kind"), Text(byId, "slug"), Text(byId, "name"),
                Text(byId, "description"), Text(byId, "visibility"), byId.GetProperty("memberCount").GetInt32()));
        Assert.Equal(
            await platform.DataSource.ValueAsync<DateTime>("select date_trunc('milliseconds', created_at) from groups_group where id = $1", group),
            byId.GetProperty("createdAt").GetDateTime());
        var row = await platform.Memberships.FindAsync(bikram, Scope.Group(group), Ct);
        Assert.Equal(("member", "active"), Standing(byId));
        Assert.Equal(row!.Since, byId.GetProperty("membership").GetProperty("since").GetDateTimeOffset(), TimeSpan.FromMilliseconds(1));
        Assert.Equal(["read", "leave", "post", "list_members", "set_notifications", "read_moderation"], Can(byId));
    }

    [Fact]
    public async Task A_stranger_sees_the_name_of_a_private_group_and_may_only_join()
    {
        var (asha, chitra) = (await platform.UserAsync("Asha"), await platform.UserAsync("Chitra"));
        var (closed, open) = ((await FoundAsync(asha, "private")).Id, (await FoundAsync(asha, "public")).Id);

        var seen = await GetAsync(chitra, closed);

        Assert.Equal(("Rowing", "private", 1), (Text(seen, "name"), Text(seen, "visibility"), seen.GetProperty("memberCount").GetInt32()));
        Assert.Equal(JsonValueKind.Null, seen.GetProperty("membership").ValueKind);
        Assert.False(seen.GetProperty("hasPendingRequest").GetBoolean());
        Assert.Equal(["join"], Can(seen));
        Assert.Equal(["read", "join"], Can(await GetAsync(chitra, open)));
        Assert.Equal("unauthenticated", (await platform.FaultAsync(null, "groups.v1/GetGroup", new { groupId = open })).Reason);
    }

    [Fact]
    public async Task A_banned_user_sees_the_ban_and_may_not_join()
    {
        var (asha, bikram) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"));
        var (closed, open) = ((await FoundAsync(asha, "private")).Id, (await FoundAsync(asha, "public")).Id);
        await CallAsync(bikram, "JoinGroup", new { groupId = open });
        foreach (var group in new[] { closed, open })
            await CallAsync(asha, "BanMember", new { groupId = group, userId = bikram, reason = "spam" });

        var (inClosed, inOpen) = (await GetAsync(bikram, closed), await GetAsync(bikram, open));

        Assert.Equal(("member", "banned"), Standing(inClosed));
        Assert.Equal(1, inOpen.GetProperty("memberCount").GetInt32());
        Assert.Empty(Can(inClosed));
        Assert.Equal(["read"], Can(inOpen));
    }

    [Fact]
    public async Task A_pending_request_is_seen_by_its_author_who_may_withdraw_it()
    {
        var (asha, bikram, chitra) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"), await platform.UserAsync("Chitra"));
        var (group, _) = await FoundAsync(asha, "private");
        await CallAsync(bikram, "JoinGroup", new { groupId = group });
        await CallAsync(asha, "InviteMember", new { groupId = group, userId = chitra });

        var waiting = await GetAsync(bikram, group);

        Assert.True(waiting.GetProperty("hasPendingRequest").GetBoolean());
        Assert.Equal(["withdraw"], Can(waiting));
        Assert.False((await GetAsync(chitra, group)).GetProperty("hasPendingRequest").GetBoolean()); // an invitation is no request
        await CallAsync(bikram, "WithdrawRequest", new { groupId = group });
        Assert.False((await GetAsync(bikram, group)).GetProperty("hasPendingRequest").GetBoolean());
        Assert.Equal(["join"], Can(await GetAsync(bikram, group)));
    }

    [Fact]
    public async Task A_former_member_sees_that_they_left_and_may_join_again()
    {
        var (asha, bikram) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"));
        var (group, _) = await FoundAsync(asha, "public");
        await CallAsync(bikram, "JoinGroup", new { groupId = group });
        await CallAsync(bikram, "LeaveGroup", new { groupId = group });

        var seen = await GetAsync(bikram, group);

        Assert.Equal(("member", "left"), Standing(seen));
        Assert.Equal(["read", "join"], Can(seen));
    }

    [Fact]
    public async Task A_chapter_is_read_with_the_memberships_of_its_own_scope()
    {
        var bikram = await platform.UserAsync("Bikram");
        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);
        var chapter = (await platform.Get<ChapterDirectory>().EnsureAsync(db, ["Pune"], Ct)).Ids["Pune"];
        await platform.Memberships.AddMemberAsync(db, new(bikram, Scope.Chapter(chapter), MemberRole.Moderator), OnBanned.Refuse, By, Ct);

        var seen = await GetAsync(bikram, chapter);

        Assert.Equal(("chapter", null, 1), (Text(seen, "kind"), Text(seen, "slug"), seen.GetProperty("memberCount").GetInt32()));
        Assert.Equal(("moderator", "active"), Standing(seen));
        Assert.Contains("invite", Can(seen));
    }

    [Fact]
    public async Task A_group_that_does_not_exist_is_not_found()
    {
        var asha = await platform.UserAsync("Asha");

        foreach (var request in new object[] { new { groupId = Guid.CreateVersion7() }, new { slug = "no-such-group" }, new { slug = "Rowing Goa" } })
        {
            var fault = await platform.FaultAsync(asha, "groups.v1/GetGroup", request);
            Assert.Equal((FaultCode.NotFound, "group_not_found"), (fault.Code, fault.Reason));
        }
    }

    [Fact]
    public async Task Both_names_of_a_group_or_none_are_a_fault_of_the_field()
    {
        var asha = await platform.UserAsync("Asha");
        var (group, slug) = await FoundAsync(asha, "public");

        foreach (var request in new object[] { new { }, new { groupId = group, slug }, new { groupId = (Guid?)null, slug = (string?)null } })
        {
            var fault = await platform.FaultAsync(asha, "groups.v1/GetGroup", request);
            Assert.Equal(("invalid_argument", "groupId"), (fault.Reason, Assert.Single(fault.Fields).Field));
        }
    }

    [Fact]
    public async Task A_group_costs_three_round_trips_however_large_it_is()
    {
        var asha = await platform.UserAsync("Asha");
        var (group, slug) = await FoundAsync(asha, "public");
        await platform.Memberships.AddMembersAsync(
            [.. Enumerable.Range(0, 500).Select(_ => new NewMember(Guid.CreateVersion7(), Scope.Group(group)))], By, ct: Ct);
        await GetAsync(asha, group); // opens the connection

        Assert.Equal(3, await RoundTrips.CountAsync(() => GetAsync(asha, group))); // who calls, the group, the memberships
        Assert.Equal(3, await RoundTrips.CountAsync(() => CallAsync(asha, "GetGroup", new { slug })));
    }

    async Task<(Guid Id, string Slug)> FoundAsync(Guid owner, string visibility)
    {
        var slug = $"get-{Interlocked.Increment(ref Groups)}";
        var created = await CallAsync(
            owner, "CreateGroup", new { slug, name = "Rowing", visibility, description = "Mornings on the Mandovi" });
        return (created.GetProperty("groupId").GetGuid(), slug);
    }

    Task<JsonElement> GetAsync(Guid user, Guid group) => CallAsync(user, "GetGroup", new { groupId = group });

    Task<JsonElement> CallAsync(Guid user, string verb, object request) => platform.CallAsync(user, $"groups.v1/{verb}", request);

    static string? Text(JsonElement group, string field) => group.GetProperty(field).GetString();

    static (string? Role, string? State) Standing(JsonElement group) =>
        (Text(group.GetProperty("membership"), "role"), Text(group.GetProperty("membership"), "state"));

    static IEnumerable<string?> Can(JsonElement group) => group.GetProperty("can").EnumerateArray().Select(action => action.GetString());
}
