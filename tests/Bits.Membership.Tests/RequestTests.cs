namespace Bits.Membership.Tests;

/// <summary>Requests and invitations.</summary>
public sealed class RequestTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    static readonly Change By = Change.BySystem("test");

    readonly Memberships _memberships = new(database.DataSource);
    readonly Guid _asha = Guid.CreateVersion7();
    readonly Guid _bikram = Guid.CreateVersion7();
    readonly Scope _rowing = Scope.Group(Guid.CreateVersion7());

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_that_is_granted_makes_a_member_by_the_hand_that_granted_it()
    {
        Assert.Equal(RequestOutcome.Requested, await _memberships.Requests.SubmitAsync(_asha, _rowing, "let me row", Ct));
        Assert.Equal(RequestOutcome.AlreadyRequested, await _memberships.Requests.SubmitAsync(_asha, _rowing, ct: Ct));
        var request = Assert.Single(await _memberships.Requests.ListAsync(_rowing, RequestKind.Request, ct: Ct));
        Assert.Equal((_asha, "let me row"), (request.UserId!.Value, request.Note));

        Assert.Equal(ApproveOutcome.Admitted, await _memberships.Requests.ApproveAsync(request.Id, Change.By(_bikram, "knows how"), Ct));

        var row = await _memberships.GetAsync(_asha, _rowing, Ct);
        Assert.Equal((MemberState.Active, _bikram, "knows how"), (row.State, row.ChangedBy!.Value, row.Reason));
        Assert.Equal(ApproveOutcome.NotPending, await _memberships.Requests.ApproveAsync(request.Id, By, Ct));
    }

    [Fact]
    public async Task Granting_the_request_of_somebody_who_was_banned_since_closes_it_and_lifts_nothing()
    {
        await _memberships.Requests.SubmitAsync(_asha, _rowing, ct: Ct);
        var request = Assert.Single(await _memberships.Requests.ListAsync(_rowing, RequestKind.Request, ct: Ct));
        await _memberships.BanAsync(_asha, _rowing, By, ct: Ct);

        Assert.Equal(ApproveOutcome.Banned, await _memberships.Requests.ApproveAsync(request.Id, By, Ct));

        Assert.Equal(MemberState.Banned, (await _memberships.GetAsync(_asha, _rowing, Ct)).State);
        Assert.Empty(await _memberships.Requests.ListAsync(_rowing, RequestKind.Request, ct: Ct));
        Assert.Equal(RequestOutcome.Banned, await _memberships.Requests.SubmitAsync(_asha, _rowing, ct: Ct));
    }

    [Fact]
    public async Task A_request_is_taken_back_by_who_made_it_alone()
    {
        await _memberships.Requests.SubmitAsync(_asha, _rowing, ct: Ct);
        var request = Assert.Single(await _memberships.Requests.ListAsync(_rowing, RequestKind.Request, ct: Ct));

        Assert.Equal(request, await _memberships.Requests.FindAsync(_asha, _rowing, RequestKind.Request, Ct));
        Assert.Equal(request, await _memberships.Requests.FindAsync(request.Id, Ct));
        Assert.False(await _memberships.Requests.WithdrawAsync(_bikram, request.Id, Ct));
        Assert.True(await _memberships.Requests.WithdrawAsync(_asha, request.Id, Ct));
        Assert.Equal(ApproveOutcome.NotPending, await _memberships.Requests.ApproveAsync(request.Id, By, Ct));
        Assert.Null(await _memberships.Requests.FindAsync(request.Id, Ct));
    }

    [Fact]
    public async Task An_invitation_is_for_the_invited_in_the_role_that_was_offered_and_once()
    {
        var invitation = await _memberships.Requests.InviteAsync(_rowing, MemberRole.Moderator, By, _asha, ct: Ct);

        Assert.Equal(AcceptOutcome.NotFound, await _memberships.Requests.AcceptAsync(_bikram, invitation.Token, Ct));
        Assert.Equal(AcceptOutcome.Joined, await _memberships.Requests.AcceptAsync(_asha, invitation.Token, Ct));
        Assert.Equal(AcceptOutcome.NotFound, await _memberships.Requests.AcceptAsync(_asha, invitation.Token, Ct));
        Assert.Equal(MemberRole.Moderator, await _memberships.RoleAsync(_asha, _rowing, Ct));
    }

    [Fact]
    public async Task Inviting_again_makes_the_token_handed_out_before_worthless()
    {
        var first = await _memberships.Requests.InviteAsync(_rowing, MemberRole.Member, By, _asha, ct: Ct);
        var second = await _memberships.Requests.InviteAsync(_rowing, MemberRole.Member, By, _asha, ct: Ct);

        Assert.Equal(AcceptOutcome.NotFound, await _memberships.Requests.AcceptAsync(_asha, first.Token, Ct));
        Assert.Equal(AcceptOutcome.Joined, await _memberships.Requests.AcceptAsync(_asha, second.Token, Ct));
    }

    [Fact]
    public async Task An_invitation_does_not_lift_a_ban_and_is_good_for_its_time()
    {
        await _memberships.BanAsync(_asha, _rowing, By, ct: Ct);
        var banned = await _memberships.Requests.InviteAsync(_rowing, MemberRole.Member, By, _asha, ct: Ct);
        var old = await _memberships.Requests.InviteAsync(_rowing, MemberRole.Member, By, _bikram, TimeSpan.FromMinutes(1), Ct);
        await database.DataSource.SqlAsync(
            "update memberships_request set until = now() - interval '1 minute' where id = $1", old.Id);

        Assert.Equal(AcceptOutcome.Banned, await _memberships.Requests.AcceptAsync(_asha, banned.Token, Ct));
        Assert.Equal(AcceptOutcome.NotFound, await _memberships.Requests.AcceptAsync(_bikram, old.Token, Ct));
    }

    [Fact]
    public async Task A_token_is_kept_nowhere()
    {
        var invitation = await _memberships.Requests.InviteAsync(_rowing, MemberRole.Member, By, ct: Ct);

        Assert.False(await database.DataSource.ValueAsync<bool>(
            "select exists (select from memberships_request r where r::text like '%' || $1 || '%')", invitation.Token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nothing")]
    [InlineData("zz0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task What_is_no_token_is_no_invitation(string token) =>
        Assert.Equal(AcceptOutcome.NotFound, await _memberships.Requests.AcceptAsync(_asha, token, Ct));

    [Fact]
    public async Task Waiting_requests_are_listed_in_pages_that_meet()
    {
        var users = Enumerable.Range(0, 25).Select(_ => Guid.CreateVersion7()).ToList();
        foreach (var user in users)
            await _memberships.Requests.SubmitAsync(user, _rowing, ct: Ct);

        var listed = new List<MembershipRequest>();
        while (await _memberships.Requests.ListAsync(_rowing, RequestKind.Request, listed.LastOrDefault(), 10, Ct) is [_, ..] page)
            listed.AddRange(page);

        Assert.Equal(users, listed.Select(r => r.UserId!.Value));
    }

    [Fact]
    public async Task What_cannot_be_asked_for_is_refused_by_name()
    {
        Assert.Equal("note", (await Assert.ThrowsAsync<InvalidArgumentException>(
            () => _memberships.Requests.SubmitAsync(_asha, _rowing, new('x', 1_001), Ct))).ParamName);
        Assert.Equal("role", (await Assert.ThrowsAsync<InvalidArgumentException>(
            () => _memberships.Requests.InviteAsync(_rowing, MemberRole.Owner, By, ct: Ct))).ParamName);
        Assert.Equal("lifetime", (await Assert.ThrowsAsync<InvalidArgumentException>(
            () => _memberships.Requests.InviteAsync(_rowing, MemberRole.Member, By, lifetime: TimeSpan.Zero, ct: Ct))).ParamName);
        Assert.Equal("scope", (await Assert.ThrowsAsync<InvalidArgumentException>(
            () => _memberships.JoinAsync(_asha, new("club", "1"), Ct))).ParamName);
    }
}
