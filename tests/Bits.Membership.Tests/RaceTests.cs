namespace Bits.Membership.Tests;

/// <summary>What several do at once. Each race runs many times on connections of its own.</summary>
public sealed class RaceTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    const int Trials = 100;
    static readonly Change By = Change.BySystem("test");

    readonly Memberships _memberships = new(database.DataSource);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_joins_at_once_make_one_member_and_one_line_of_history()
    {
        for (var i = 0; i < Trials; i++)
        {
            var (user, scope) = (Guid.CreateVersion7(), Scope.Group(Guid.CreateVersion7()));

            var outcomes = await Task.WhenAll(
                _memberships.JoinAsync(user, scope, Ct), _memberships.JoinAsync(user, scope, Ct));

            Assert.Equal([JoinOutcome.Joined, JoinOutcome.AlreadyMember], outcomes.Order());
            Assert.Single(await _memberships.HistoryAsync(user, scope, ct: Ct));
        }
    }

    [Fact]
    public async Task Two_owners_who_leave_at_once_leave_one_behind()
    {
        for (var i = 0; i < Trials; i++)
        {
            var scope = Scope.Group(Guid.CreateVersion7());
            Guid[] owners = [Guid.CreateVersion7(), Guid.CreateVersion7()];
            await _memberships.AddMembersAsync([.. owners.Select(o => new NewMember(o, scope, MemberRole.Owner))], By, ct: Ct);

            var outcomes = await Task.WhenAll(owners.Select(o => _memberships.LeaveAsync(o, scope, Ct)));

            Assert.Equal([RemoveOutcome.Removed, RemoveOutcome.LastOwner], outcomes.Order());
            Assert.Single(await _memberships.ListByScopeAsync(scope, ct: Ct));
        }
    }

    [Fact]
    public async Task A_ban_beats_a_join_at_the_same_time()
    {
        for (var i = 0; i < Trials; i++)
        {
            var (user, scope) = (Guid.CreateVersion7(), Scope.Group(Guid.CreateVersion7()));

            await Task.WhenAll(_memberships.JoinAsync(user, scope, Ct), _memberships.BanAsync(user, scope, By, ct: Ct));

            Assert.Equal(MemberState.Banned, (await _memberships.FindAsync(user, scope, Ct))!.State);
        }
    }

    [Fact]
    public async Task Two_imports_of_the_same_people_in_other_order_do_not_block_each_other()
    {
        for (var i = 0; i < 10; i++)
        {
            var scope = Scope.Group(Guid.CreateVersion7());
            NewMember[] members = [.. Enumerable.Range(0, 500).Select(_ => new NewMember(Guid.CreateVersion7(), scope))];

            var outcomes = await Task.WhenAll(
                _memberships.AddMembersAsync(members, By, ct: Ct),
                _memberships.AddMembersAsync([.. members.Reverse()], By, ct: Ct));

            Assert.Equal(500, outcomes.SelectMany(o => o).Count(o => o == AddOutcome.Added));
        }
    }
}
