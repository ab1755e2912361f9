using System.Text.Json;
using Bits.Membership;
using Bits.Platform.Rpc;

namespace Bits.Platform.Tests.Features.Groups;

/// <summary>Who is in a group, who lets them in, who throws them out, over the calls.</summary>
public sealed class GroupMembersTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    static int Groups;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_private_group_is_entered_by_a_request_that_is_granted()
    {
        var (asha, bikram, chitra) = await PeopleAsync();
        var group = await FoundAsync(asha, "private");

        Assert.Equal("requested", await OutcomeAsync(bikram, "JoinGroup", new { groupId = group, note = "I row" }));
        Assert.Equal("already_requested", await OutcomeAsync(bikram, "JoinGroup", new { groupId = group }));
        Assert.Equal("not_a_member", await ReasonAsync(chitra, "ListRequests", new { groupId = group }));
        var waiting = Assert.Single((await CallAsync(asha, "ListRequests", new { groupId = group })).GetProperty("requests").EnumerateArray());
        Assert.Equal(("Bikram", "I row"), (waiting.GetProperty("userName").GetString(), waiting.GetProperty("note").GetString()));

        var request = new { groupId = group, requestId = waiting.GetProperty("requestId").GetGuid() };
        Assert.Equal("admitted", await OutcomeAsync(asha, "ApproveRequest", request));
        Assert.Equal("already_member", await OutcomeAsync(bikram, "JoinGroup", new { groupId = group }));
        Assert.Equal("request_not_found", await ReasonAsync(asha, "ApproveRequest", request));
    }

    [Fact]
    public async Task Who_decides_in_one_group_decides_nothing_in_another()
    {
        var (asha, bikram, chitra) = await PeopleAsync();
        var (group, other) = (await FoundAsync(asha, "private"), await FoundAsync(chitra, "private"));
        await CallAsync(bikram, "JoinGroup", new { groupId = group });
        var request = await RequestIdAsync(asha, group);

        foreach (var verb in new[] { "ApproveRequest", "RejectRequest" })
            Assert.Equal("request_not_found", await ReasonAsync(chitra, verb, new { groupId = other, requestId = request }));
        Assert.Equal("admitted", await OutcomeAsync(asha, "ApproveRequest", new { groupId = group, requestId = request }));

        var invitation = (await CallAsync(asha, "InviteMember", new { groupId = group })).GetProperty("invitationId").GetGuid();
        Assert.Equal("invitation_not_found", await ReasonAsync(chitra, "RevokeInvitation", new { groupId = other, invitationId = invitation }));
        await CallAsync(asha, "RevokeInvitation", new { groupId = group, invitationId = invitation });
    }

    [Fact]
    public async Task A_request_is_turned_down_or_taken_back_and_may_be_made_again()
    {
        var (asha, bikram, _) = await PeopleAsync();
        var group = await FoundAsync(asha, "private");

        await CallAsync(bikram, "JoinGroup", new { groupId = group });
        await CallAsync(asha, "RejectRequest", new { groupId = group, requestId = await RequestIdAsync(asha, group) });
        Assert.Equal("requested", await OutcomeAsync(bikram, "JoinGroup", new { groupId = group }));
        Assert.True((await CallAsync(bikram, "WithdrawRequest", new { groupId = group })).GetProperty("withdrawn").GetBoolean());
        Assert.False((await CallAsync(bikram, "WithdrawRequest", new { groupId = group })).GetProperty("withdrawn").GetBoolean());
        Assert.Equal("requested", await OutcomeAsync(bikram, "JoinGroup", new { groupId = group }));
    }

    [Fact]
    public async Task The_request_of_somebody_who_is_banned_meanwhile_is_not_granted()
    {
        var (asha, bikram, _) = await PeopleAsync();
        var group = await FoundAsync(asha, "private");
        await CallAsync(bikram, "JoinGroup", new { groupId = group });
        var request = await RequestIdAsync(asha, group);
        await CallAsync(asha, "BanMember", new { groupId = group, userId = bikram, reason = "spam" });

        Assert.Equal("banned", await OutcomeAsync(asha, "ApproveRequest", new { groupId = group, requestId = request }));
        Assert.Equal("request_not_found", await ReasonAsync(asha, "ApproveRequest", new { groupId = group, requestId = request }));
        Assert.Equal("banned", await ReasonAsync(bikram, "JoinGroup", new { groupId = group }));
    }

    [Fact]
    public async Task An_invitation_lets_its_holder_in_once()
    {
        var (asha, bikram, chitra) = await PeopleAsync();
        var group = await FoundAsync(asha, "private");
        var token = (await CallAsync(asha, "InviteMember", new { groupId = group, role = "moderator" })).GetProperty("token").GetString();

        Assert.Equal("joined", await AcceptAsync(bikram, token));
        Assert.Equal("invitation_not_found", (await platform.FaultAsync(chitra, "memberships.v1/AcceptInvitation", new { token })).Reason);
        Assert.Equal(MemberRole.Moderator, await platform.Memberships.RoleAsync(bikram, Scope.Group(group), Ct));
    }

    [Fact]
    public async Task An_invitation_of_somebody_is_good_for_nobody_else_and_may_be_declined()
    {
        var (asha, bikram, chitra) = await PeopleAsync();
        var group = await FoundAsync(asha, "private");
        var token = (await CallAsync(asha, "InviteMember", new { groupId = group, userId = bikram })).GetProperty("token").GetString();

        Assert.Equal("invitation_not_found", (await platform.FaultAsync(chitra, "memberships.v1/AcceptInvitation", new { token })).Reason);
        Assert.False((await CallAsync(chitra, "DeclineInvitation", new { groupId = group })).GetProperty("declined").GetBoolean());
        Assert.True((await CallAsync(bikram, "DeclineInvitation", new { groupId = group })).GetProperty("declined").GetBoolean());
        Assert.Equal("invitation_not_found", (await platform.FaultAsync(bikram, "memberships.v1/AcceptInvitation", new { token })).Reason);
    }

    [Fact]
    public async Task Nobody_is_invited_above_the_inviter_nor_banned_nor_twice()
    {
        var (asha, bikram, chitra) = await PeopleAsync();
        var group = await FoundAsync(asha, "private");
        await AddAsync(asha, group, bikram, "moderator");
        await CallAsync(asha, "BanMember", new { groupId = group, userId = chitra, reason = "spam" });

        Assert.Equal("not_outranked", await ReasonAsync(bikram, "InviteMember", new { groupId = group, role = "admin" }));
        Assert.Equal("role", await FieldAsync(asha, "InviteMember", new { groupId = group, role = "owner" }));
        Assert.Equal("banned", await ReasonAsync(bikram, "InviteMember", new { groupId = group, userId = chitra }));
        Assert.Equal("already_a_member", await ReasonAsync(bikram, "InviteMember", new { groupId = group, userId = asha }));
        Assert.Equal("days", await FieldAsync(asha, "InviteMember", new { groupId = group, days = 0 }));
    }

    [Fact]
    public async Task A_role_is_given_up_to_ones_own_to_those_below_and_everybody_may_step_down()
    {
        var (asha, bikram, chitra) = await PeopleAsync();
        var group = await FoundAsync(asha, "public");
        await AddAsync(asha, group, bikram, "admin");
        await AddAsync(asha, group, chitra);

        Assert.Equal("not_outranked", await ReasonAsync(bikram, "SetRole", new { groupId = group, userId = chitra, role = "owner" }));
        Assert.Equal("changed", await OutcomeAsync(bikram, "SetRole", new { groupId = group, userId = chitra, role = "admin" }));
        Assert.Equal("not_outranked", await ReasonAsync(bikram, "SetRole", new { groupId = group, userId = chitra, role = "member" }));
        Assert.Equal("not_outranked", await ReasonAsync(chitra, "SetRole", new { groupId = group, userId = chitra, role = "owner" }));
        Assert.Equal("changed", await OutcomeAsync(chitra, "SetRole", new { groupId = group, userId = chitra, role = "member" }));
        Assert.Equal("role_too_low", await ReasonAsync(chitra, "SetRole", new { groupId = group, userId = chitra, role = "member" }));
        Assert.Equal("last_owner", await ReasonAsync(asha, "SetRole", new { groupId = group, userId = asha, role = "admin" }));
        var devika = await platform.UserAsync("Devika");
        Assert.Equal("user_not_a_member", await ReasonAsync(asha, "SetRole", new { groupId = group, userId = devika, role = "admin" }));
    }

    [Fact]
    public async Task A_group_is_handed_over_to_a_member()
    {
        var (asha, bikram, chitra) = await PeopleAsync();
        var group = await FoundAsync(asha, "public");
        await AddAsync(asha, group, bikram);

        Assert.Equal("user_not_a_member", await ReasonAsync(asha, "TransferOwnership", new { groupId = group, userId = chitra }));
        Assert.Equal("userId", await FieldAsync(asha, "TransferOwnership", new { groupId = group, userId = asha }));
        Assert.Equal("transferred", await OutcomeAsync(asha, "TransferOwnership", new { groupId = group, userId = bikram }));
        Assert.Equal("role_too_low", await ReasonAsync(asha, "TransferOwnership", new { groupId = group, userId = bikram }));
        Assert.Equal(MemberRole.Owner, await platform.Memberships.RoleAsync(bikram, Scope.Group(group), Ct));
        Assert.Equal(MemberRole.Admin, await platform.Memberships.RoleAsync(asha, Scope.Group(group), Ct));
    }

    [Fact]
    public async Task Somebody_is_removed_by_who_stands_above_them()
    {
        var (asha, bikram, chitra) = await PeopleAsync();
        var group = await FoundAsync(asha, "public");
        await AddAsync(asha, group, bikram, "admin");
        await AddAsync(asha, group, chitra);

        Assert.Equal("not_outranked", await RemoveAsync(bikram, group, asha));
        Assert.Equal("oneself", await RemoveAsync(bikram, group, bikram));
        Assert.Equal("role_too_low", await RemoveAsync(chitra, group, bikram));
        Assert.Equal("removed", await OutcomeAsync(bikram, "RemoveMember", new { groupId = group, userId = chitra, reason = "idle" }));
        Assert.Equal("not_member", await OutcomeAsync(bikram, "RemoveMember", new { groupId = group, userId = chitra, reason = "idle" }));
        Assert.Equal("joined", await OutcomeAsync(chitra, "JoinGroup", new { groupId = group }));
    }

    [Fact]
    public async Task A_ban_is_lifted_or_shortened_by_nobody_lower_than_who_banned()
    {
        var (asha, bikram, chitra) = await PeopleAsync();
        var group = await FoundAsync(asha, "public");
        await AddAsync(asha, group, bikram, "moderator");
        await AddAsync(asha, group, chitra);
        await CallAsync(asha, "BanMember", new { groupId = group, userId = chitra, reason = "spam" });
        var soon = TimeProvider.System.GetUtcNow().AddMinutes(1);

        Assert.Equal("banned_from_above", await ReasonAsync(bikram, "UnbanMember", new { groupId = group, userId = chitra, reason = "x" }));
        Assert.Equal("banned_from_above", await ReasonAsync(bikram, "BanMember", new { groupId = group, userId = chitra, reason = "x", until = soon }));
        Assert.Equal("restored", await OutcomeAsync(asha, "UnbanMember", new { groupId = group, userId = chitra, reason = "sorry", after = "as_before" }));

        await CallAsync(bikram, "BanMember", new { groupId = group, userId = chitra, reason = "spam", until = soon.AddDays(1) });
        Assert.Equal("end_changed", await OutcomeAsync(bikram, "BanMember", new { groupId = group, userId = chitra, reason = "less", until = soon.AddHours(1) }));
        Assert.Equal("lifted", await OutcomeAsync(bikram, "UnbanMember", new { groupId = group, userId = chitra, reason = "mine" }));
        Assert.Equal("not_banned", await OutcomeAsync(bikram, "UnbanMember", new { groupId = group, userId = chitra, reason = "mine" }));
    }

    [Fact]
    public async Task What_the_platform_has_banned_only_the_platform_lets_in()
    {
        var (asha, bikram, _) = await PeopleAsync();
        var group = await FoundAsync(asha, "public");
        await platform.Memberships.BanAsync(bikram, Scope.Group(group), Change.BySystem("abuse"), ct: Ct);
        var unban = new { groupId = group, userId = bikram, reason = "x" };

        Assert.Equal("banned_from_above", await ReasonAsync(asha, "UnbanMember", unban));
        var devika = await platform.UserAsync("Devika");
        await platform.DataSource.SqlAsync("update accounts_user set platform_role = 'admin' where id = $1", devika);
        Assert.Equal("lifted", await OutcomeAsync(devika, "UnbanMember", unban));

        await CallAsync(devika, "BanMember", new { groupId = group, userId = bikram, reason = "again" });
        Assert.Equal("banned_from_above", await ReasonAsync(asha, "UnbanMember", unban));
    }

    [Fact]
    public async Task A_ban_that_would_have_ended_already_names_the_field()
    {
        var (asha, bikram, _) = await PeopleAsync();
        var group = await FoundAsync(asha, "public");

        Assert.Equal("until", await FieldAsync(asha, "BanMember", new { groupId = group, userId = bikram, reason = "x", until = TimeProvider.System.GetUtcNow().AddMinutes(-1) }));
        Assert.Equal("reason", await FieldAsync(asha, "BanMember", new { groupId = group, userId = bikram, reason = new string('x', 1 << 20) }));
        Assert.Equal("role", await FieldAsync(asha, "AddMember", new { groupId = group, userId = bikram, role = "emperor" }));
    }

    [Fact]
    public async Task Members_and_bans_are_listed_in_pages_that_meet()
    {
        var asha = await platform.UserAsync("Asha");
        var group = await FoundAsync(asha, "public");
        for (var i = 0; i < 7; i++)
            await AddAsync(asha, group, await platform.UserAsync($"Bikram{i}"));
        for (var i = 0; i < 3; i++)
            await CallAsync(asha, "BanMember", new { groupId = group, userId = await platform.UserAsync($"Chitra{i}"), reason = "spam" });

        var members = await PagesAsync(asha, "ListMembers", group, "members");
        var banned = await PagesAsync(asha, "ListBanned", group, "banned");

        Assert.Equal(8, members.Select(m => m.GetProperty("userId").GetGuid()).Distinct().Count());
        Assert.Equal(["Chitra0", "Chitra1", "Chitra2"], banned.Select(m => m.GetProperty("name").GetString()).Order());
        Assert.All(banned, b => Assert.Equal(asha, b.GetProperty("bannedBy").GetGuid()));
        Assert.Equal("not_a_member", await ReasonAsync(await platform.UserAsync("Devika"), "ListMembers", new { groupId = group }));
        Assert.Equal("role_too_low", await ReasonAsync(members[0].GetProperty("userId").GetGuid() is var first && first == asha
            ? members[1].GetProperty("userId").GetGuid() : first, "ListBanned", new { groupId = group }));
    }

    [Fact]
    public async Task History_tells_who_did_what_and_why()
    {
        var (asha, bikram, _) = await PeopleAsync();
        var group = await FoundAsync(asha, "public");
        await CallAsync(bikram, "JoinGroup", new { groupId = group });
        await CallAsync(asha, "BanMember", new { groupId = group, userId = bikram, reason = "spam" });

        var lines = (await CallAsync(asha, "ListMembershipHistory", new { groupId = group, userId = bikram }))
            .GetProperty("transitions").EnumerateArray().ToList();

        Assert.Equal(["active", "banned"], lines.Select(l => l.GetProperty("toState").GetString()));
        Assert.Equal((asha, "spam"), (lines[1].GetProperty("actorId").GetGuid(), lines[1].GetProperty("reason").GetString()));
        Assert.Equal("banned", await ReasonAsync(bikram, "ListMembershipHistory", new { groupId = group, userId = bikram }));
    }

    [Fact]
    public async Task Ones_own_memberships_are_listed_with_those_that_are_over()
    {
        var (asha, bikram, _) = await PeopleAsync();
        var (stays, leaves) = (await FoundAsync(asha, "public"), await FoundAsync(asha, "public"));
        await CallAsync(bikram, "JoinGroup", new { groupId = stays });
        await CallAsync(bikram, "JoinGroup", new { groupId = leaves });
        await CallAsync(bikram, "LeaveGroup", new { groupId = leaves });

        async Task<List<string>> ListAsync(object request) =>
            [.. (await platform.CallAsync(bikram, "memberships.v1/ListMyMemberships", request)).GetProperty("memberships")
                .EnumerateArray().Select(m => m.GetProperty("scope").GetString()!)];

        Assert.Equal([$"group:{stays}"], await ListAsync(new { state = "active" }));
        Assert.Equal([$"group:{leaves}"], await ListAsync(new { state = "left" }));
        Assert.Equal(2, (await ListAsync(new { })).Count);
    }

    async Task<(Guid Asha, Guid Bikram, Guid Chitra)> PeopleAsync() =>
        (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"), await platform.UserAsync("Chitra"));

    async Task<Guid> FoundAsync(Guid owner, string visibility)
    {
        var slug = $"members-{Interlocked.Increment(ref Groups)}";
        return (await CallAsync(owner, "CreateGroup", new { slug, name = "Rowing", visibility })).GetProperty("groupId").GetGuid();
    }

    async Task<List<JsonElement>> PagesAsync(Guid user, string verb, Guid group, string items)
    {
        var all = new List<JsonElement>();
        string? cursor = null;
        do
        {
            var page = await CallAsync(user, verb, new { groupId = group, limit = 3, cursor });
            all.AddRange(page.GetProperty(items).EnumerateArray());
            cursor = page.GetProperty("nextCursor").GetString();
        }
        while (cursor is not null);

        return all;
    }

    async Task<Guid> RequestIdAsync(Guid user, Guid group) =>
        (await CallAsync(user, "ListRequests", new { groupId = group })).GetProperty("requests")[0].GetProperty("requestId").GetGuid();

    Task<JsonElement> AddAsync(Guid by, Guid group, Guid user, string role = "member") =>
        CallAsync(by, "AddMember", new { groupId = group, userId = user, role });

    Task<string> RemoveAsync(Guid by, Guid group, Guid user) =>
        ReasonAsync(by, "RemoveMember", new { groupId = group, userId = user, reason = "idle" });

    async Task<string> AcceptAsync(Guid user, string? token) =>
        (await platform.CallAsync(user, "memberships.v1/AcceptInvitation", new { token })).GetProperty("outcome").GetString()!;

    Task<JsonElement> CallAsync(Guid user, string verb, object request) => platform.CallAsync(user, $"groups.v1/{verb}", request);

    async Task<string> OutcomeAsync(Guid user, string verb, object request) =>
        (await CallAsync(user, verb, request)).GetProperty("outcome").GetString()!;

    Task<FaultException> FaultAsync(Guid user, string verb, object request) => platform.FaultAsync(user, $"groups.v1/{verb}", request);

    async Task<string> ReasonAsync(Guid user, string verb, object request) => (await FaultAsync(user, verb, request)).Reason;

    async Task<string> FieldAsync(Guid user, string verb, object request) =>
        Assert.Single((await FaultAsync(user, verb, request)).Fields).Field;
}
