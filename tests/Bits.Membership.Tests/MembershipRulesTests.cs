namespace Bits.Membership.Tests;

/// <summary>Members whom a rule keeps, and the reads of many scopes and of moderation.</summary>
public sealed class MembershipRulesTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    static readonly Change By = Change.BySystem("test");

    readonly Memberships _memberships = new(database.DataSource);
    readonly Scope _scope = Scope.Group(Guid.CreateVersion7());
    readonly (Guid Asha, Guid Bikram, Guid Chitra, Guid Deepa) _users = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_rule_adds_whom_it_would_add_and_again_only_whom_it_had_removed()
    {
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        Guid[] all = [_users.Asha, _users.Bikram, _users.Chitra, _users.Deepa];
        Guid[] addable = [.. new[] { _users.Chitra, _users.Deepa }.Order()];
        await _memberships.JoinAsync(db, _users.Asha, _scope, Ct);
        await _memberships.BanAsync(db, _users.Bikram, _scope, By, ct: Ct);

        Assert.Equal(addable, await _memberships.ListAddableByRuleAsync(db, _scope, all, Ct));
        Assert.Equal(addable, (await _memberships.AddByRuleAsync(db, _scope, all, Ct)).Order());
        Assert.Empty(await _memberships.AddByRuleAsync(db, _scope, all, Ct));
        Assert.Equal(addable, await _memberships.ListByRuleAsync(db, _scope, ct: Ct));

        await _memberships.LeaveAsync(db, _users.Chitra, _scope, Ct);
        Assert.Equal(1, await _memberships.RemoveByRuleAsync(db, _scope, all, Ct));
        Assert.Equal([_users.Deepa], await _memberships.AddByRuleAsync(db, _scope, all, Ct));
        Assert.True(await _memberships.IsMemberAsync(db, _users.Asha, _scope, Ct));
        Assert.Empty(await _memberships.History.VerifyAsync(db, ct: Ct));
    }

    [Fact]
    public async Task A_rule_that_meets_a_leave_does_not_add_again()
    {
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        await _memberships.AddByRuleAsync(db, _scope, [_users.Asha], Ct);
        await using var other = await database.DataSource.OpenConnectionAsync(Ct);
        await using var leaving = await other.BeginTransactionAsync(Ct);
        await _memberships.LeaveAsync(other, _users.Asha, _scope, Ct);

        var adding = _memberships.AddByRuleAsync(db, _scope, [_users.Asha], Ct);
        await database.DataSource.EventuallyAsync("select exists (select from pg_stat_activity where wait_event_type = 'Lock')");
        await leaving.CommitAsync(Ct);

        Assert.Empty(await adding);
        Assert.False(await _memberships.IsMemberAsync(db, _users.Asha, _scope, Ct));
    }

    [Fact]
    public async Task Roles_are_counted_and_overviews_keep_the_order_of_their_scopes()
    {
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        await _memberships.AddMemberAsync(db, new(_users.Asha, _scope, MemberRole.Owner), OnBanned.Refuse, By, Ct);
        await _memberships.AddByRuleAsync(db, _scope, [_users.Bikram, _users.Chitra], Ct);
        var invitation = await _memberships.Requests.InviteAsync(db, Scope.Batch(1901), MemberRole.Member, By, _users.Asha, ct: Ct);

        var seen = await _memberships.OverviewsAsync(db, _users.Asha, [Scope.Batch(1901), _scope, Scope.Batch(1902)], Ct);

        Assert.Equal([0, 3, 0], seen.Select(overview => overview.Members));
        Assert.Equal([invitation.Id, null, null], seen.Select(overview => overview.InvitationId));
        Assert.Equal(
            [(MemberRole.Member, 2), (MemberRole.Owner, 1)],
            (await _memberships.CountByRoleAsync(db, _scope, Ct)).Select(count => (count.Key, count.Value)).Order());
        var tooMany = await Assert.ThrowsAsync<InvalidArgumentException>(
            () => _memberships.OverviewsAsync(db, _users.Asha, [.. Enumerable.Repeat(_scope, 1_001)], Ct));
        Assert.Equal("scopes", tooMany.Field);
    }

    [Fact]
    public async Task Moderation_omits_who_joined_left_or_was_added()
    {
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        await _memberships.JoinAsync(db, _users.Asha, _scope, Ct);
        await _memberships.AddByRuleAsync(db, _scope, [_users.Bikram], Ct);
        await _memberships.LeaveAsync(db, _users.Bikram, _scope, Ct);
        await _memberships.RemoveMemberAsync(db, _users.Asha, _scope, Change.By(_users.Deepa, "asked"), Ct);
        await _memberships.BanAsync(db, _users.Chitra, _scope, By, ct: Ct);

        var log = await _memberships.History.ListModerationAsync(db, _scope, ct: Ct);

        Assert.Equal([(_users.Chitra, MemberState.Banned), (_users.Asha, MemberState.Left)], log.Select(line => (line.UserId, line.ToState)));
        Assert.Equal(
            [_users.Asha],
            (await _memberships.History.ListModerationAsync(db, _scope, new(log[0].At, log[0].UserId, log[0].Version), ct: Ct)).Select(line => line.UserId));
    }
}
