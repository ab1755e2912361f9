using System.Text.Json;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;

namespace Bits.Platform.Tests.Features.Groups;

/// <summary>A secret group exists for those who belong to it. <see cref="SecrecyTests"/> holds it for every call.</summary>
public sealed class SecretGroupTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    readonly GroupCalls _groups = new(platform);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_has_no_slug_and_admits_by_invitation_only()
    {
        var (asha, bikram) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"));
        var group = await _groups.FoundAsync(asha, "secret");

        var seen = await _groups.GetAsync(asha, group);

        Assert.Equal((null, "invitation", "secret"), (Text(seen, "slug"), Text(seen, "joinPolicy"), Text(seen, "visibility")));
        foreach (var (request, field) in new (object, string)[]
        {
            (new { slug = "hidden", name = "Hidden", visibility = "secret" }, "slug"),
            (new { slug = (string?)null, name = "Open", visibility = "public" }, "slug"),
            (new { slug = (string?)null, name = "Hidden", visibility = "secret", joinPolicy = "open" }, "joinPolicy"),
        })
            Assert.Equal(field, Assert.Single((await _groups.FaultAsync(asha, "CreateGroup", request)).Fields).Field);
        Assert.Equal("invitation_only", (await _groups.FaultAsync(asha, "AddMember", new { groupId = group, userId = bikram })).Reason);
    }

    [Fact]
    public async Task An_invited_user_sees_it_and_joins_by_accepting()
    {
        var (asha, bikram) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"));
        var group = await _groups.FoundAsync(asha, "secret", "Narwhals");
        var before = await _groups.FaultAsync(bikram, "GetGroup", new { groupId = group });
        var invitation = (await _groups.CallAsync(asha, "InviteMember", new { groupId = group, userId = bikram })).GetProperty("invitationId").GetGuid();

        Assert.Equal("group_not_found", before.Reason);
        Assert.Equal(invitation, (await _groups.GetAsync(bikram, group)).GetProperty("invitationId").GetGuid());
        Assert.Equal(0, await _groups.HitsAsync(bikram, "narwhals"));
        Assert.Equal("not_a_member", (await _groups.FaultAsync(bikram, "ListPosts", new { groupId = group })).Reason);
        await platform.CallAsync(bikram, "memberships.v1/AcceptInvitation", new { invitationId = invitation });
        Assert.Equal(1, await _groups.HitsAsync(bikram, "narwhals"));
        await _groups.CallAsync(bikram, "PostToGroup", new { groupId = group, body = "Hello" });
    }

    [Fact]
    public async Task Those_who_left_were_banned_or_declined_are_outsiders_again()
    {
        var asha = await platform.UserAsync("Asha");
        var group = await _groups.FoundAsync(asha, "secret", "Narwhals");
        var (left, banned, declined) = (await platform.UserAsync("Left"), await platform.UserAsync("Banned"), await platform.UserAsync("Declined"));
        foreach (var user in new[] { left, banned })
            await _groups.AddAsync(user, group);
        await _groups.CallAsync(left, "LeaveGroup", new { groupId = group });
        await _groups.CallAsync(asha, "BanMember", new { groupId = group, userId = banned, reason = "spam" });
        await _groups.CallAsync(asha, "InviteMember", new { groupId = group, userId = declined });
        await _groups.CallAsync(declined, "DeclineInvitation", new { groupId = group });

        foreach (var user in new[] { left, banned, declined })
            foreach (var verb in new[] { "GetGroup", "JoinGroup", "LeaveGroup", "ListMembers", "ListPosts" })
                Assert.Equal((verb, "group_not_found"), (verb, (await _groups.FaultAsync(user, verb, new { groupId = group })).Reason));
    }

    [Fact]
    public async Task A_notification_of_an_invitation_names_the_group_only_while_the_invitation_is_pending()
    {
        var (asha, bikram) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"));
        var group = await _groups.FoundAsync(asha, "secret", "Narwhals");
        var invitation = (await _groups.CallAsync(asha, "InviteMember", new { groupId = group, userId = bikram })).GetProperty("invitationId").GetGuid();
        Assert.Equal("Asha invites you into Narwhals", await TitleAsync(bikram));

        await _groups.CallAsync(asha, "RevokeInvitation", new { groupId = group, invitationId = invitation });

        Assert.Null(await TitleAsync(bikram));
    }

    [Fact]
    public async Task Its_slug_is_free_when_it_becomes_secret_and_is_claimed_when_it_becomes_visible()
    {
        var (asha, bikram) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"));
        var slug = $"claimed-{Guid.CreateVersion7():N}";
        var group = (await _groups.CallAsync(asha, "CreateGroup", new { slug, name = "Rowing", visibility = "public" })).GetProperty("groupId").GetGuid();

        await _groups.CallAsync(asha, "UpdateGroup", new { groupId = group, visibility = "secret" });

        Assert.Equal("group_not_found", (await _groups.FaultAsync(asha, "GetGroup", new { slug })).Reason);
        await _groups.CallAsync(bikram, "CreateGroup", new { slug, name = "Chess", visibility = "public" });
        Assert.Equal("slug", Assert.Single((await _groups.FaultAsync(asha, "UpdateGroup", new { groupId = group, visibility = "public" })).Fields).Field);
        Assert.Equal("slug_taken", (await _groups.FaultAsync(asha, "UpdateGroup", new { groupId = group, visibility = "public", slug })).Reason);
        Assert.Equal("secret", Text(await _groups.GetAsync(asha, group), "visibility"));
        await _groups.CallAsync(asha, "UpdateGroup", new { groupId = group, visibility = "public", slug = $"{slug}-2" });
        Assert.Equal(group, (await _groups.CallAsync(bikram, "GetGroup", new { slug = $"{slug}-2" })).GetProperty("groupId").GetGuid());
    }

    [Fact]
    public async Task A_file_of_its_members_does_not_exist_for_outsiders()
    {
        var (asha, chitra) = (await platform.UserAsync("Asha"), await platform.UserAsync("Chitra"));
        var (group, unknown) = (await _groups.FoundAsync(asha, "secret"), Guid.CreateVersion7());

        var (hidden, missing) = (await RefusalAsync(chitra, group), await RefusalAsync(chitra, unknown));

        Assert.Equal(
            (missing.Code, missing.Reason, missing.Message),
            (hidden.Code, hidden.Reason, hidden.Message.Replace($"{group}", $"{unknown}", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_hidden_group_costs_an_outsider_as_many_round_trips_as_a_missing_one()
    {
        var (asha, chitra) = (await platform.UserAsync("Asha"), await platform.UserAsync("Chitra"));
        var (group, unknown) = (await _groups.FoundAsync(asha, "secret"), Guid.CreateVersion7());
        await _groups.FaultAsync(chitra, "GetGroup", new { groupId = group });

        foreach (var verb in new[] { "GetGroup", "JoinGroup", "ListPosts" })
            Assert.Equal(
                await RoundTrips.CountAsync(() => _groups.FaultAsync(chitra, verb, new { groupId = unknown })),
                await RoundTrips.CountAsync(() => _groups.FaultAsync(chitra, verb, new { groupId = group })));
    }

    [Fact]
    public async Task A_text_of_a_hidden_group_costs_an_outsider_as_many_round_trips_as_a_missing_one()
    {
        var (asha, chitra) = (await platform.UserAsync("Asha"), await platform.UserAsync("Chitra"));
        var group = await _groups.FoundAsync(asha, "secret");
        var post = (await _groups.CallAsync(asha, "PostToGroup", new { groupId = group, body = "Regatta" })).GetProperty("postId").GetGuid();
        var comment = (await platform.CallAsync(asha, "posts.v1/AddComment", new { postId = post, body = "Yes" })).GetProperty("commentId").GetGuid();
        var caseId = (await ReportAsync(asha, group)).GetProperty("caseId").GetGuid();

        foreach (var (verb, request) in new (string, Func<Guid, object>)[]
                 {
                     ("posts.v1/GetPost", id => new { postId = id }), ("posts.v1/AddComment", id => new { postId = id, body = "No" }),
                     ("posts.v1/React", id => new { postId = id, kind = "like" }), ("posts.v1/ListComments", id => new { postId = id }),
                 })
            await AssertEqualAsync(verb, request, post);
        await AssertEqualAsync("posts.v1/GetComment", id => new { commentId = id }, comment);
        await AssertEqualAsync("posts.v1/EditComment", id => new { commentId = id, body = "No" }, comment);
        await AssertEqualAsync("moderation.v1/Decide", id => new { caseId = id, decision = "keep", reason = "Fine." }, caseId);

        async Task AssertEqualAsync(string verb, Func<Guid, object> request, Guid hidden)
        {
            await platform.FaultAsync(chitra, verb, request(hidden));
            Assert.Equal(
                await RoundTrips.CountAsync(() => platform.FaultAsync(chitra, verb, request(Guid.CreateVersion7()))),
                await RoundTrips.CountAsync(() => platform.FaultAsync(chitra, verb, request(hidden))));
        }
    }

    // A member reports a post of the owner.
    async Task<JsonElement> ReportAsync(Guid owner, Guid group)
    {
        var member = await platform.UserAsync("Bikram");
        await _groups.AddAsync(member, group);
        var post = (await _groups.CallAsync(owner, "PostToGroup", new { groupId = group, body = "Watches!" })).GetProperty("postId").GetGuid();
        return await platform.CallAsync(member, "moderation.v1/Report", new { postId = post, reason = "Sells watches." });
    }

    async Task<FaultException> RefusalAsync(Guid user, Guid group) => await Assert.ThrowsAsync<FaultException>(
        () => platform.Get<CapabilityGate>().EnterAsync(
            TestPlatform.JustSignedIn(user),
            new(new("files.members", Bits.Platform.Audit.AuditClass.Access), Capabilities.MembershipList) { Scope = $"group:{group}" },
            Bits.Platform.Audit.RequestOrigin.Of(Bits.Platform.Audit.RequestOrigin.Http), Ct));

    async Task<string?> TitleAsync(Guid user) => Text(
        Assert.Single((await platform.CallAsync(user, "notifications.v1/ListInbox", new { })).GetProperty("items").EnumerateArray()), "title");

    static string? Text(JsonElement element, string field) => element.GetProperty(field).GetString();
}
