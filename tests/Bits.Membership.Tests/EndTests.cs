namespace Bits.Membership.Tests;

/// <summary>Memberships and bans that end by themselves.</summary>
public sealed class EndTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    static readonly DateTimeOffset Ahead = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);
    static readonly Change By = Change.BySystem("test");

    readonly Memberships _memberships = new(database.DataSource);
    readonly Guid _asha = Guid.CreateVersion7();
    readonly Scope _rowing = Scope.Group(Guid.CreateVersion7());

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_membership_whose_end_has_come_is_over_for_every_reader_before_anybody_writes_it()
    {
        await _memberships.AddMemberAsync(new(_asha, _rowing, Until: Ahead), OnBanned.Refuse, By, Ct);
        Assert.Equal(Ahead, (await _memberships.GetAsync(_asha, _rowing, Ct)).Until);

        await database.DataSource.PassTimeAsync(_asha);

        Assert.False(await _memberships.IsMemberAsync(_asha, _rowing, Ct));
        Assert.Null(await _memberships.RoleAsync(_asha, _rowing, Ct));
        Assert.Equal(MemberState.Left, (await _memberships.FindAsync(_asha, _rowing, Ct))!.State);
        Assert.False((await _memberships.AreMembersAsync([new(_asha, _rowing)], Ct))[0]);
        Assert.Empty(await _memberships.ListByScopeAsync(_rowing, ct: Ct));
        Assert.Equal(MemberState.Left, Assert.Single(await _memberships.ListByUserAsync(_asha, ct: Ct)).State);
        Assert.Equal(0, await _memberships.CountByScopeAsync(_rowing, ct: Ct));
        var seen = await _memberships.OverviewAsync(_asha, _rowing, Ct);
        Assert.Equal((MemberState.Left, 0), (seen.Own!.State, seen.Members));
        Assert.Empty(await _memberships.AudienceTagsAsync(_asha, Ct));
        Assert.False(await _memberships.History.WasMemberAsync(_asha, _rowing, DateTimeOffset.MaxValue, Ct));
        Assert.Single(await _memberships.History.ListAsync(_asha, _rowing, ct: Ct));
    }

    [Fact]
    public async Task A_ban_whose_end_has_come_lets_the_user_join()
    {
        await _memberships.BanAsync(_asha, _rowing, By, Ahead, Ct);
        Assert.Equal(JoinOutcome.Banned, await _memberships.JoinAsync(_asha, _rowing, Ct));

        await database.DataSource.PassTimeAsync(_asha);

        Assert.Equal(JoinOutcome.Joined, await _memberships.JoinAsync(_asha, _rowing, Ct));
        Assert.Equal(
            [(MemberState.Banned, "test"), (MemberState.Left, "expired"), (MemberState.Active, "joined")],
            (await _memberships.History.ListAsync(_asha, _rowing, ct: Ct)).Select(t => (t.ToState, t.Reason)));
    }

    [Fact]
    public async Task Ends_that_have_come_are_written_once_with_the_moment_at_which_they_came()
    {
        await _memberships.EndExpiredAsync(ct: Ct); // what other tests of this class have left
        await _memberships.AddMemberAsync(new(_asha, _rowing, Until: Ahead), OnBanned.Refuse, By, Ct);
        await database.DataSource.PassTimeAsync(_asha);
        var ended = (await _memberships.GetAsync(_asha, _rowing, Ct)).Since;

        var written = await Task.WhenAll(_memberships.EndExpiredAsync(ct: Ct), _memberships.EndExpiredAsync(ct: Ct));

        Assert.Equal(1, written.Sum());
        var row = await _memberships.GetAsync(_asha, _rowing, Ct);
        Assert.Equal((MemberState.Left, ended, "expired", 2), (row.State, row.Since, row.Reason, row.Version));
        Assert.Equal(MemberState.Left, Assert.Single(await _memberships.ListByScopeAsync(_rowing, new(MemberState.Left), ct: Ct)).State);
        Assert.Empty(await _memberships.History.VerifyAsync(ct: Ct));
    }

    [Fact]
    public async Task A_ban_is_made_longer_and_shorter_only_by_a_ban()
    {
        await _memberships.BanAsync(_asha, _rowing, By, ct: Ct);

        Assert.Equal(BanOutcome.EndChanged, await _memberships.BanAsync(_asha, _rowing, By, Ahead, Ct));
        Assert.Equal(BanOutcome.AlreadyBanned, await _memberships.BanAsync(_asha, _rowing, By, Ahead, Ct));
        Assert.Equal(BanOutcome.EndChanged, await _memberships.BanAsync(_asha, _rowing, By, Ahead.AddYears(1), Ct));
        Assert.Equal(Ahead.AddYears(1), (await _memberships.GetAsync(_asha, _rowing, Ct)).Until);
    }

    [Fact]
    public async Task An_end_finer_than_the_database_counts_is_still_found_again()
    {
        var fine = Ahead.AddTicks(7);
        await _memberships.BanAsync(_asha, _rowing, By, fine, Ct);

        Assert.Equal(BanOutcome.AlreadyBanned, await _memberships.BanAsync(_asha, _rowing, By, fine, Ct));
    }

    [Fact]
    public async Task An_end_that_cannot_be_is_refused_by_name()
    {
        var past = DateTimeOffset.UnixEpoch;

        var ban = await Assert.ThrowsAsync<InvalidArgumentException>(() => _memberships.BanAsync(_asha, _rowing, By, past, Ct));
        var add = await Assert.ThrowsAsync<InvalidArgumentException>(
            () => _memberships.AddMemberAsync(new(_asha, _rowing, Until: past), OnBanned.Refuse, By, Ct));
        var owner = await Assert.ThrowsAsync<InvalidArgumentException>(
            () => _memberships.AddMemberAsync(new(_asha, _rowing, MemberRole.Owner, Ahead), OnBanned.Refuse, By, Ct));

        Assert.All([ban, add, owner], e => Assert.Equal(("until", $"until: {e.Problem}"), (e.Field, e.Message)));
    }

    [Fact]
    public async Task Who_is_made_an_owner_has_no_end_any_more()
    {
        await _memberships.AddMemberAsync(new(_asha, _rowing, Until: Ahead), OnBanned.Refuse, By, Ct);

        Assert.Equal(SetRoleOutcome.Changed, await _memberships.SetRoleAsync(_asha, _rowing, MemberRole.Owner, By, Ct));

        Assert.Null((await _memberships.GetAsync(_asha, _rowing, Ct)).Until);
    }
}
