namespace Bits.Membership.Tests;

public sealed class MembershipsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    readonly Memberships _memberships = new(database.DataSource);
    readonly Guid _asha = Guid.CreateVersion7();
    readonly Guid _bikram = Guid.CreateVersion7();
    readonly Scope _rowing = Scope.Group(Guid.CreateVersion7());

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Joining_counts_once_the_transaction_commits()
    {
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        await using var tx = await db.BeginTransactionAsync(Ct);

        Assert.Equal(JoinOutcome.Joined, await _memberships.JoinAsync(db, _asha, _rowing, Ct));
        Assert.True(await _memberships.IsMemberAsync(db, _asha, _rowing, Ct));
        Assert.False(await _memberships.IsMemberAsync(_asha, _rowing, Ct));

        await tx.CommitAsync(Ct);
        Assert.True(await _memberships.IsMemberAsync(_asha, _rowing, Ct));
    }

    [Fact]
    public async Task Joining_that_rolls_back_never_happened()
    {
        await using (var db = await database.DataSource.OpenConnectionAsync(Ct))
        await using (await db.BeginTransactionAsync(Ct))
            await _memberships.JoinAsync(db, _asha, _rowing, Ct);

        Assert.Null(await _memberships.FindAsync(_asha, _rowing, Ct));
        Assert.Empty(await _memberships.History.ListAsync(_asha, _rowing, ct: Ct));
    }

    [Fact]
    public async Task Joining_twice_is_joining_once()
    {
        await _memberships.JoinAsync(_asha, _rowing, Ct);

        Assert.Equal(JoinOutcome.AlreadyMember, await _memberships.JoinAsync(_asha, _rowing, Ct));
        Assert.Single(await _memberships.History.ListAsync(_asha, _rowing, ct: Ct));
    }

    [Fact]
    public async Task A_member_who_left_can_join_again_and_is_a_plain_member_then()
    {
        await AddAsync(_bikram, MemberRole.Owner);
        await AddAsync(_asha, MemberRole.Admin);
        await _memberships.LeaveAsync(_asha, _rowing, Ct);

        Assert.Null(await _memberships.RoleAsync(_asha, _rowing, Ct));
        Assert.Equal(JoinOutcome.Joined, await _memberships.JoinAsync(_asha, _rowing, Ct));
        Assert.Equal(MemberRole.Member, await _memberships.RoleAsync(_asha, _rowing, Ct));
    }

    [Fact]
    public async Task An_overview_is_the_row_the_request_and_the_count()
    {
        await AddAsync(_bikram, MemberRole.Owner);
        Assert.Equal(new ScopeOverview(null, false, 1, null), await _memberships.OverviewAsync(_asha, _rowing, Ct));

        await _memberships.Requests.SubmitAsync(_asha, _rowing, ct: Ct);
        Assert.Equal(new ScopeOverview(null, true, 1, null), await _memberships.OverviewAsync(_asha, _rowing, Ct));

        await AddAsync(_asha, MemberRole.Admin);
        var added = await _memberships.FindAsync(_asha, _rowing, Ct);
        Assert.Equal(new ScopeOverview(added, true, 2, null), await _memberships.OverviewAsync(_asha, _rowing, Ct));

        await _memberships.BanAsync(_asha, _rowing, Change.BySystem("test"), ct: Ct);
        var banned = await _memberships.FindAsync(_asha, _rowing, Ct);
        Assert.Equal(new ScopeOverview(banned, true, 1, null), await _memberships.OverviewAsync(_asha, _rowing, Ct));
    }

    [Fact]
    public async Task A_ban_ends_a_membership_at_once()
    {
        await _memberships.JoinAsync(_asha, _rowing, Ct);

        Assert.Equal(BanOutcome.Banned, await BanAsync(_asha));

        Assert.False(await _memberships.IsMemberAsync(_asha, _rowing, Ct));
        Assert.Null(await _memberships.RoleAsync(_asha, _rowing, Ct));
        Assert.Empty(await _memberships.AudienceTagsAsync(_asha, Ct));
    }

    [Fact]
    public async Task A_ban_is_not_washed_off_by_leaving_and_joining()
    {
        await _memberships.JoinAsync(_asha, _rowing, Ct);
        await BanAsync(_asha);

        Assert.Equal(RemoveOutcome.Banned, await _memberships.LeaveAsync(_asha, _rowing, Ct));
        Assert.Equal(RemoveOutcome.Banned, await _memberships.RemoveMemberAsync(_asha, _rowing, By("clean-up"), Ct));
        Assert.Equal(JoinOutcome.Banned, await _memberships.JoinAsync(_asha, _rowing, Ct));
        Assert.Equal(AddOutcome.Banned, await AddAsync(_asha, MemberRole.Member));
    }

    [Fact]
    public async Task Somebody_who_never_was_a_member_can_be_banned_ahead()
    {
        await BanAsync(_asha);

        Assert.Equal(JoinOutcome.Banned, await _memberships.JoinAsync(_asha, _rowing, Ct));
    }

    [Fact]
    public async Task An_administrator_reinstates_a_banned_member_in_two_recorded_steps()
    {
        await _memberships.JoinAsync(_asha, _rowing, Ct);
        await BanAsync(_asha);

        var outcome = await _memberships.AddMemberAsync(
            new(_asha, _rowing), OnBanned.Reinstate, By("a misunderstanding"), Ct);

        Assert.Equal(AddOutcome.Reinstated, outcome);
        Assert.Equal(
            [MemberState.Active, MemberState.Banned, MemberState.Left, MemberState.Active],
            (await _memberships.History.ListAsync(_asha, _rowing, ct: Ct)).Select(t => t.ToState));
    }

    [Fact]
    public async Task A_lifted_ban_lets_the_user_join_again()
    {
        await BanAsync(_asha);

        Assert.Equal(UnbanOutcome.Lifted, await _memberships.UnbanAsync(_asha, _rowing, By("served"), ct: Ct));
        Assert.Equal(UnbanOutcome.NotBanned, await _memberships.UnbanAsync(_asha, _rowing, By("served"), ct: Ct));
        Assert.Equal(JoinOutcome.Joined, await _memberships.JoinAsync(_asha, _rowing, Ct));
    }

    [Fact]
    public async Task The_history_says_by_whose_hand_and_why()
    {
        await _memberships.JoinAsync(_asha, _rowing, Ct);
        await BanAsync(_asha, "spam");

        var history = await _memberships.History.ListAsync(_asha, _rowing, ct: Ct);

        Assert.Equal(
            [(1, null, MemberState.Active, _asha, "joined"), (2, MemberState.Active, MemberState.Banned, _bikram, "spam")],
            history.Select(t => (t.Version, t.FromState, t.ToState, t.ActorId!.Value, t.Reason)));
        Assert.True(history[0].At < history[1].At);
    }

    [Fact]
    public async Task An_owner_cannot_be_banned_and_the_last_one_cannot_go()
    {
        await AddAsync(_asha, MemberRole.Owner);

        Assert.Equal(BanOutcome.Owner, await BanAsync(_asha));
        Assert.Equal(RemoveOutcome.LastOwner, await _memberships.LeaveAsync(_asha, _rowing, Ct));
        Assert.Equal(AddOutcome.LastOwner, await AddAsync(_asha, MemberRole.Member));

        await AddAsync(_bikram, MemberRole.Owner);
        Assert.Equal(RemoveOutcome.Removed, await _memberships.LeaveAsync(_asha, _rowing, Ct));
    }

    [Fact]
    public async Task A_scope_is_listed_in_pages_that_meet()
    {
        var everybody = Enumerable.Range(0, 25).Select(_ => Guid.CreateVersion7()).Order().ToList();
        await _memberships.AddMembersAsync([.. everybody.Select(u => new NewMember(u, _rowing))], By("test"), ct: Ct);

        var listed = new List<Guid>();
        IReadOnlyList<Member> page;
        do
        {
            page = await _memberships.ListByScopeAsync(
                _rowing, after: listed.Count == 0 ? null : listed[^1], limit: 10, ct: Ct);
            listed.AddRange(page.Select(m => m.UserId));
        }
        while (page.Count == 10);

        Assert.Equal(everybody.OrderBy(u => u.ToString(), StringComparer.Ordinal), listed);
    }

    [Fact]
    public async Task A_scope_can_be_listed_by_role_and_by_state()
    {
        await AddAsync(_asha, MemberRole.Owner);
        await BanAsync(_bikram);

        Assert.Equal(_asha, Assert.Single(await _memberships.ListByScopeAsync(_rowing, new(Role: MemberRole.Owner), ct: Ct)).UserId);
        Assert.Equal(_bikram, Assert.Single(await _memberships.ListByScopeAsync(_rowing, new(MemberState.Banned), ct: Ct)).UserId);
        Assert.Empty(await _memberships.ListByScopeAsync(_rowing, new(Role: MemberRole.Admin), ct: Ct));
    }

    [Fact]
    public async Task Audience_tags_are_the_scopes_of_the_memberships()
    {
        var chapter = Scope.Chapter(Guid.CreateVersion7());
        foreach (var scope in new[] { _rowing, chapter, Scope.Batch(2018) })
            await _memberships.JoinAsync(_asha, scope, Ct);
        await _memberships.LeaveAsync(_asha, chapter, Ct);

        Assert.Equal(["batch:2018", _rowing.ToString()], await _memberships.AudienceTagsAsync(_asha, Ct));
    }

    Task<AddOutcome> AddAsync(Guid user, MemberRole role) =>
        _memberships.AddMemberAsync(new(user, _rowing, role), OnBanned.Refuse, By("added"), Ct);

    Task<BanOutcome> BanAsync(Guid user, string reason = "spam") =>
        _memberships.BanAsync(user, _rowing, By(reason), ct: Ct);

    Change By(string reason) => Change.By(_bikram, reason);
}
