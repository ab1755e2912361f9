namespace Bits.Membership.Tests;

/// <summary>An invitation is good as long as its maker may give its role.</summary>
public sealed class InvitationTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    static readonly Change By = Change.BySystem("test");

    readonly Memberships _memberships = new(database.DataSource);
    readonly Guid _asha = Guid.CreateVersion7();
    readonly Guid _bikram = Guid.CreateVersion7();
    readonly Guid _chitra = Guid.CreateVersion7();
    readonly Scope _rowing = Scope.Group(Guid.CreateVersion7());
    readonly Scope _chess = Scope.Group(Guid.CreateVersion7());

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lower_role_makes_void_what_was_given_in_that_scope_and_a_higher_one_nothing()
    {
        foreach (var scope in new[] { _rowing, _chess })
            await _memberships.AddMemberAsync(new(_asha, scope, MemberRole.Admin), OnBanned.Refuse, By, Ct);
        var (rowing, chess) = (await InviteAsync(_rowing), await InviteAsync(_chess));

        await _memberships.SetRoleAsync(_asha, _chess, MemberRole.Owner, By, Ct);
        await _memberships.SetRoleAsync(_asha, _rowing, MemberRole.Moderator, By, Ct);

        Assert.Equal(AcceptOutcome.NotFound, await _memberships.Requests.AcceptAsync(_chitra, rowing.Token, Ct));
        Assert.Equal(AcceptOutcome.Joined, await _memberships.Requests.AcceptAsync(_chitra, chess.Token, Ct));
    }

    [Fact]
    public async Task Who_hands_a_scope_over_and_who_is_imported_in_a_lower_role_have_given_for_the_last_time()
    {
        await _memberships.AddMemberAsync(new(_asha, _rowing, MemberRole.Owner), OnBanned.Refuse, By, Ct);
        await _memberships.AddMemberAsync(new(_bikram, _rowing), OnBanned.Refuse, By, Ct);
        var ofOwner = await InviteAsync(_rowing);
        await _memberships.TransferOwnershipAsync(_rowing, _asha, _bikram, By, Ct);
        var ofAdmin = await InviteAsync(_rowing);
        await _memberships.AddMembersAsync([new(_asha, _rowing)], By, ct: Ct);

        foreach (var invitation in new[] { ofOwner, ofAdmin })
            Assert.Equal(AcceptOutcome.NotFound, await _memberships.Requests.AcceptAsync(_chitra, invitation.Token, Ct));
        Assert.Empty(await _memberships.Requests.ListInvitationsAsync(_asha, InvitationSide.Given, ct: Ct));
    }

    [Fact]
    public async Task A_loss_that_is_rolled_back_makes_nothing_void()
    {
        await _memberships.AddMemberAsync(new(_asha, _rowing, MemberRole.Admin), OnBanned.Refuse, By, Ct);
        var invitation = await InviteAsync(_rowing);
        await using (var db = await database.DataSource.OpenConnectionAsync(Ct))
        {
            await using var tx = await db.BeginTransactionAsync(Ct);
            await _memberships.BanAsync(db, _asha, _rowing, By, ct: Ct);
        }

        Assert.Equal(AcceptOutcome.Joined, await _memberships.Requests.AcceptAsync(_chitra, invitation.Token, Ct));
    }

    [Fact]
    public async Task Where_the_host_decides_nothing_the_rank_does_and_the_system_has_every_rank()
    {
        await _memberships.AddMemberAsync(new(_asha, _rowing, MemberRole.Moderator), OnBanned.Refuse, By, Ct);
        var above = await InviteAsync(_rowing, MemberRole.Admin);
        var upTo = await InviteAsync(_rowing, MemberRole.Moderator);
        var ofSystem = await _memberships.Requests.InviteAsync(_rowing, MemberRole.Admin, By, ct: Ct);

        Assert.Equal(AcceptOutcome.Void, await _memberships.Requests.AcceptAsync(_chitra, above.Token, Ct));
        Assert.Equal(AcceptOutcome.NotFound, await _memberships.Requests.AcceptAsync(_chitra, above.Token, Ct));
        Assert.Equal(AcceptOutcome.Own, await _memberships.Requests.AcceptAsync(_asha, upTo.Token, Ct));
        Assert.Equal(AcceptOutcome.Joined, await _memberships.Requests.AcceptAsync(_chitra, upTo.Token, Ct));
        Assert.Equal(AcceptOutcome.Joined, await _memberships.Requests.AcceptAsync(_bikram, ofSystem.Token, Ct));
    }

    [Fact]
    public async Task An_invitation_that_was_renewed_since_it_was_found_is_not_accepted()
    {
        var first = await _memberships.Requests.InviteAsync(_rowing, MemberRole.Admin, By, _chitra, ct: Ct);
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        var found = await _memberships.Requests.FindInvitationAsync(db, _chitra, first.Token, Ct);
        await _memberships.Requests.InviteAsync(_rowing, MemberRole.Member, By, _chitra, ct: Ct);

        Assert.Equal(
            AcceptOutcome.NotFound,
            await _memberships.Requests.AcceptAsync(db, _chitra, found!, (_, _, _) => Task.FromResult(true), Ct));
    }

    [Fact]
    public async Task Nobody_invites_oneself() => Assert.Equal("userId", (await Assert.ThrowsAsync<InvalidArgumentException>(
        () => _memberships.Requests.InviteAsync(_rowing, MemberRole.Member, Change.By(_asha, "me"), _asha, ct: Ct))).ParamName);

    [Theory]
    [InlineData(MemberRole.Member)]
    [InlineData(MemberRole.Mentee)]
    [InlineData(MemberRole.Mentor)]
    [InlineData(MemberRole.Moderator)]
    [InlineData(MemberRole.Coordinator)]
    [InlineData(MemberRole.Admin)]
    [InlineData(MemberRole.Owner)]
    public async Task The_database_ranks_roles_as_the_library_does(MemberRole role) => Assert.Equal(
        role.Rank(), await database.DataSource.ValueAsync<int>("select memberships_rank($1)", role.ToText()));

    Task<Invitation> InviteAsync(Scope scope, MemberRole role = MemberRole.Member) =>
        _memberships.Requests.InviteAsync(scope, role, Change.By(_asha, "come"), ct: Ct);
}
