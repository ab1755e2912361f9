using System.Text.Json;
using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Rpc;

namespace Bits.Platform.Tests.Features.Membership;

/// <summary>An invitation is good as long as who made it may give what it gives.</summary>
public sealed class InvitationTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    const int Races = 30;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ban")]
    [InlineData("remove")]
    [InlineData("demote")]
    [InlineData("leave")]
    [InlineData("add_in_a_lower_role")]
    [InlineData("expire")]
    [InlineData("change_in_sql")]
    public async Task What_takes_a_makers_authority_makes_the_pending_invitations_void(string how)
    {
        var (group, owner, maker) = await ModeratedAsync();
        var guest = await platform.UserAsync("Chitra");
        var open = await InviteAsync(maker, group, new { groupId = group, role = "moderator" });
        var targeted = await InviteAsync(maker, group, new { groupId = group, userId = guest });

        await TakeAuthorityAsync(how, group, owner, maker);

        Assert.Empty(await WaitingAsync(owner, group));
        foreach (var token in new[] { open, targeted })
            Assert.Equal("invitation_not_found", await RefusalAsync(guest, token));
        Assert.Null(await platform.Memberships.RoleAsync(guest, Scope.Group(group), Ct));
    }

    [Fact]
    public async Task An_invitation_of_a_blocked_member_is_not_listed_and_brings_no_secret_group()
    {
        var (group, _, maker) = await ModeratedAsync();
        var guest = await platform.UserAsync("Chitra");
        await platform.DataSource.SqlAsync("update groups_group set visibility = 'secret', slug = null, join_policy = 'invitation' where id = $1", group);
        await InviteAsync(maker, group, new { groupId = group, userId = guest });
        Assert.Single(await ListAsync(guest, "received"));
        Assert.Contains($"{group}", await GroupsAsync(guest), StringComparison.Ordinal);

        await platform.CallAsync(guest, "people.v1/BlockMember", new { userId = maker });

        Assert.Empty(await ListAsync(guest, "received"));
        Assert.DoesNotContain($"{group}", await GroupsAsync(guest), StringComparison.Ordinal);
    }

    // All pages: other tests of this class make many groups.
    async Task<string> GroupsAsync(Guid user)
    {
        var pages = new List<JsonElement>();
        string? cursor = null;
        do
        {
            pages.Add(await platform.CallAsync(user, "groups.v1/ListGroups", new { limit = 100, cursor }));
            cursor = pages[^1].GetProperty("nextCursor").GetString();
        }
        while (cursor is not null);

        return string.Concat(pages.Select(page => page.GetRawText()));
    }

    [Fact]
    public async Task An_end_that_has_come_and_is_not_written_yet_makes_an_invitation_void_when_it_is_accepted()
    {
        var (group, _, maker) = await ModeratedAsync();
        var guest = await platform.UserAsync("Chitra");
        var token = await InviteAsync(maker, group, new { groupId = group });
        await PassTimeAsync(maker, group);

        Assert.Equal("void", await AcceptAsync(guest, token));
        Assert.Equal("invitation_not_found", await RefusalAsync(guest, token));
        Assert.Null(await platform.Memberships.RoleAsync(guest, Scope.Group(group), Ct));
    }

    [Theory]
    [InlineData("role")]
    [InlineData("disabled")]
    public async Task Who_loses_the_platform_role_or_the_account_has_no_invitation_left_that_gives_anything(string how)
    {
        var (group, owner, _) = await ModeratedAsync();
        var (admin, guest) = (await AdminAsync(), await platform.UserAsync("Chitra"));
        var token = await InviteAsync(admin, group, new { groupId = group, role = "admin" });

        var keeping = platform.Get<AccountKeeping>();
        await (how == "role" ? keeping.SetRoleAsync(admin, null, "left", Ct) : keeping.DisableAsync(admin, true, "left", Ct));

        Assert.Empty(await WaitingAsync(owner, group));
        Assert.Equal("invitation_not_found", await RefusalAsync(guest, token));
    }

    [Fact]
    public async Task A_platform_role_that_is_taken_away_in_sql_makes_an_invitation_void_when_it_is_accepted()
    {
        var (group, _, _) = await ModeratedAsync();
        var (admin, guest) = (await AdminAsync(), await platform.UserAsync("Chitra"));
        var token = await InviteAsync(admin, group, new { groupId = group });
        await platform.DataSource.SqlAsync("update accounts_user set platform_role = null where id = $1", admin);

        Assert.Equal("void", await AcceptAsync(guest, token));
        Assert.Null(await platform.Memberships.RoleAsync(guest, Scope.Group(group), Ct));
    }

    [Fact]
    public async Task Who_loses_the_platform_role_keeps_the_invitations_that_the_role_in_the_scope_gives()
    {
        var (group, _, maker) = await ModeratedAsync();
        var guest = await platform.UserAsync("Chitra");
        await platform.DataSource.SqlAsync("update accounts_user set platform_role = 'admin' where id = $1", maker);
        var (mine, beyond) = (
            await InviteAsync(maker, group, new { groupId = group }),
            await InviteAsync(maker, group, new { groupId = group, role = "admin" }));

        await platform.Get<AccountKeeping>().SetRoleAsync(maker, null, "left", Ct);

        Assert.Equal("invitation_not_found", await RefusalAsync(guest, beyond));
        Assert.Equal("joined", await AcceptAsync(guest, mine));
    }

    [Fact]
    public async Task Nobody_accepts_an_invitation_of_their_own()
    {
        var (group, _, _) = await ModeratedAsync();
        var (admin, guest) = (await AdminAsync(), await platform.UserAsync("Chitra"));
        var token = await InviteAsync(admin, group, new { groupId = group, role = "admin" });

        Assert.Equal("oneself", await RefusalAsync(admin, token));
        Assert.Equal(
            "oneself", (await platform.FaultAsync(admin, "groups.v1/InviteMember", new { groupId = group, userId = admin })).Reason);
        Assert.Null(await platform.Memberships.RoleAsync(admin, Scope.Group(group), Ct));
        Assert.Equal("joined", await AcceptAsync(guest, token));
    }

    [Fact]
    public async Task The_history_says_who_invited()
    {
        var (group, owner, maker) = await ModeratedAsync();
        var guest = await platform.UserAsync("Chitra");
        await AcceptAsync(guest, await InviteAsync(maker, group, new { groupId = group }));

        var line = Assert.Single((await platform.CallAsync(
            owner, "groups.v1/ListMembershipHistory", new { groupId = group, userId = guest })).GetProperty("transitions").EnumerateArray());

        Assert.Equal(guest, line.GetProperty("actorId").GetGuid());
        Assert.Equal($"accepted an invitation by {maker}", line.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Invitations_are_listed_to_who_gave_and_who_received_them_and_to_nobody_else()
    {
        var (group, owner, maker) = await ModeratedAsync();
        var (guest, other) = (await platform.UserAsync("Chitra"), await platform.UserAsync("Deepa"));
        await InviteAsync(maker, group, new { groupId = group, userId = guest, note = "Come and row." });
        await InviteAsync(maker, group, new { groupId = group });

        var received = Assert.Single(await ListAsync(guest, "received"));
        Assert.Equal(
            (maker, "Bikram", $"group:{group}", "member", "Come and row."),
            (received.GetProperty("createdBy").GetGuid(), received.GetProperty("createdByName").GetString(),
             received.GetProperty("scope").GetString(), received.GetProperty("role").GetString(), received.GetProperty("note").GetString()));
        Assert.Equal(2, (await ListAsync(maker, "given")).Count);
        foreach (var (user, side) in new[] { (guest, "given"), (maker, "received"), (other, "given"), (other, "received"), (owner, "given") })
            Assert.Empty(await ListAsync(user, side));
    }

    [Fact]
    public async Task Invitations_are_listed_in_pages_that_meet()
    {
        var (group, _, maker) = await ModeratedAsync();
        for (var i = 0; i < 5; i++)
            await InviteAsync(maker, group, new { groupId = group });

        var (seen, cursor) = (new List<Guid>(), (string?)null);
        do
        {
            var page = await platform.CallAsync(maker, "memberships.v1/ListInvitations", new { side = "given", limit = 2, cursor });
            seen.AddRange(page.GetProperty("invitations").EnumerateArray().Select(i => i.GetProperty("invitationId").GetGuid()));
            cursor = page.GetProperty("nextCursor").GetString();
        }
        while (cursor is not null);

        Assert.Equal((5, 5), (seen.Count, seen.Distinct().Count()));
    }

    [Fact]
    public async Task Who_is_invited_is_notified_and_accepts_without_the_token()
    {
        var (group, _, maker) = await ModeratedAsync();
        var (guest, other) = (await platform.UserAsync("Chitra"), await platform.UserAsync("Deepa"));
        await InviteAsync(maker, group, new { groupId = group, userId = guest });

        var told = Assert.Single((await platform.CallAsync(
            guest, "notifications.v1/ListInbox", new { })).GetProperty("items").EnumerateArray());
        Assert.Equal("groups.invite", told.GetProperty("kind").GetString());
        Assert.Contains("Rowing", told.GetProperty("title").GetString(), StringComparison.Ordinal);

        var invitationId = Guid.Parse(told.GetProperty("subjectId").GetString()!);
        Assert.Equal("invitation_not_found", (await platform.FaultAsync(
            other, "memberships.v1/AcceptInvitation", new { invitationId })).Reason);
        Assert.Equal("joined", (await platform.CallAsync(
            guest, "memberships.v1/AcceptInvitation", new { invitationId })).GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task An_open_invitation_is_not_accepted_by_its_id_and_one_of_both_is_to_be_given()
    {
        var (group, _, maker) = await ModeratedAsync();
        var guest = await platform.UserAsync("Chitra");
        var made = await platform.CallAsync(maker, "groups.v1/InviteMember", new { groupId = group });
        var (invitationId, token) = (made.GetProperty("invitationId").GetGuid(), made.GetProperty("token").GetString());

        Assert.Equal("invitation_not_found", (await platform.FaultAsync(
            guest, "memberships.v1/AcceptInvitation", new { invitationId })).Reason);
        Assert.Equal(FaultCode.InvalidArgument, (await platform.FaultAsync(
            guest, "memberships.v1/AcceptInvitation", new { })).Code);
        Assert.Equal(FaultCode.InvalidArgument, (await platform.FaultAsync(
            guest, "memberships.v1/AcceptInvitation", new { invitationId, token })).Code);
    }

    [Theory]
    [InlineData("ban")]
    [InlineData("remove")]
    [InlineData("demote")]
    public async Task Who_comes_with_an_invitation_while_its_maker_loses_the_authority_comes_before_or_not_at_all(string how)
    {
        for (var race = 0; race < Races; race++)
        {
            var (group, owner, maker) = await ModeratedAsync();
            var guest = await platform.UserAsync("Chitra");
            var token = await InviteAsync(maker, group, new { groupId = group, role = "moderator" });

            await Task.WhenAll(
                Task.Run(() => TryAcceptAsync(guest, token), Ct),
                Task.Run(() => TakeAuthorityAsync(how, group, owner, maker), Ct));

            var scope = Scope.Group(group);
            var lost = (await platform.Memberships.History.ListAsync(maker, scope, ct: Ct))[^1].At;
            Assert.All(await platform.Memberships.History.ListAsync(guest, scope, ct: Ct), line => Assert.True(line.At < lost));
            Assert.Empty(await WaitingAsync(owner, group));
        }
    }

    [Theory]
    [InlineData("ban")]
    [InlineData("demote")]
    public async Task An_invitation_that_is_made_while_its_maker_loses_the_authority_gives_nothing_afterwards(string how)
    {
        for (var race = 0; race < Races; race++)
        {
            var (group, owner, maker) = await ModeratedAsync();
            var guest = await platform.UserAsync("Chitra");

            var invite = Task.Run(() => TryInviteAsync(maker, group), Ct);
            await TakeAuthorityAsync(how, group, owner, maker);
            if (await invite is { } token)
                await TryAcceptAsync(guest, token);

            Assert.Null(await platform.Memberships.RoleAsync(guest, Scope.Group(group), Ct));
        }
    }

    async Task<(Guid Group, Guid Owner, Guid Maker)> ModeratedAsync()
    {
        var (owner, maker) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"));
        var group = (await platform.CallAsync(
            owner, "groups.v1/CreateGroup",
            new { slug = $"i-{Guid.CreateVersion7():N}", name = "Rowing", visibility = "private" })).GetProperty("groupId").GetGuid();
        await platform.CallAsync(owner, "groups.v1/AddMember", new { groupId = group, userId = maker, role = "moderator" });
        return (group, owner, maker);
    }

    async Task TakeAuthorityAsync(string how, Guid group, Guid owner, Guid maker)
    {
        switch (how)
        {
            case "expire":
                await PassTimeAsync(maker, group);
                await platform.Memberships.EndExpiredAsync(ct: Ct);
                break;
            case "change_in_sql":
                await platform.DataSource.SqlAsync(
                    "update memberships_membership set state = 'left' where user_id = $1 and scope_id = $2", maker, $"{group}");
                break;
            default:
                var (user, method, request) = Loss(how, group, owner, maker);
                await platform.CallAsync(user, method, request);
                break;
        }
    }

    static (Guid User, string Method, object Request) Loss(string how, Guid group, Guid owner, Guid maker) => how switch
    {
        "ban" => (owner, "groups.v1/BanMember", new { groupId = group, userId = maker, reason = "spam" }),
        "remove" => (owner, "groups.v1/RemoveMember", new { groupId = group, userId = maker, reason = "spam" }),
        "demote" => (owner, "groups.v1/SetRole", new { groupId = group, userId = maker, role = "member" }),
        "leave" => (maker, "groups.v1/LeaveGroup", new { groupId = group }),
        _ => (owner, "groups.v1/AddMember", new { groupId = group, userId = maker, role = "member" }),
    };

    // Time that nodes compare is the database's: the test moves the row, round its guards, not the clock.
    Task PassTimeAsync(Guid user, Guid group) => platform.DataSource.SqlAsync(
        $"""
        alter table memberships_membership disable trigger user;
        update memberships_membership set until = changed_at + interval '1 microsecond'
        where user_id = '{user}' and scope_id = '{group}';
        alter table memberships_membership enable trigger user
        """);

    async Task<Guid> AdminAsync()
    {
        var admin = await platform.UserAsync("Esha");
        await platform.DataSource.SqlAsync("update accounts_user set platform_role = 'admin' where id = $1", admin);
        return admin;
    }

    async Task<string> InviteAsync(Guid maker, Guid group, object request)
    {
        Assert.NotEqual(Guid.Empty, group);
        return (await platform.CallAsync(maker, "groups.v1/InviteMember", request)).GetProperty("token").GetString()!;
    }

    async Task<string?> TryInviteAsync(Guid maker, Guid group)
    {
        try
        {
            return await InviteAsync(maker, group, new { groupId = group });
        }
        catch (FaultException)
        {
            return null;
        }
    }

    async Task<string> AcceptAsync(Guid user, string token) =>
        (await platform.CallAsync(user, "memberships.v1/AcceptInvitation", new { token })).GetProperty("outcome").GetString()!;

    async Task TryAcceptAsync(Guid user, string token)
    {
        try
        {
            await AcceptAsync(user, token);
        }
        catch (FaultException e) when (e.Reason == "invitation_not_found")
        {
            // The other one was first.
        }
    }

    async Task<string?> RefusalAsync(Guid user, string token) =>
        (await platform.FaultAsync(user, "memberships.v1/AcceptInvitation", new { token })).Reason;

    async Task<List<JsonElement>> WaitingAsync(Guid user, Guid group) =>
        [.. (await platform.CallAsync(user, "groups.v1/ListRequests", new { groupId = group, kind = "invitation" }))
            .GetProperty("requests").EnumerateArray()];

    async Task<List<JsonElement>> ListAsync(Guid user, string side) =>
        [.. (await platform.CallAsync(user, "memberships.v1/ListInvitations", new { side }))
            .GetProperty("invitations").EnumerateArray()];
}
