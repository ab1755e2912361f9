namespace Bits.Membership.Tests;

public sealed class BulkTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    static readonly Change By = Change.BySystem("import");

    readonly Memberships _memberships = new(database.DataSource);
    readonly Scope _rowing = Scope.Group(Guid.CreateVersion7());
    readonly Guid[] _users = [.. Enumerable.Range(0, 6).Select(_ => Guid.CreateVersion7())];

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_row_has_its_own_outcome_in_the_order_given()
    {
        var (newcomer, member, moderator, gone, banned, owner) =
            (_users[0], _users[1], _users[2], _users[3], _users[4], _users[5]);
        await _memberships.AddMembersAsync(
            [new(member, _rowing), new(moderator, _rowing), new(gone, _rowing), new(owner, _rowing, MemberRole.Owner)],
            By, Ct);
        await _memberships.LeaveAsync(gone, _rowing, Ct);
        await _memberships.BanAsync(banned, _rowing, By, Ct);

        var outcomes = await _memberships.AddMembersAsync(
            [
                new(owner, _rowing), new(banned, _rowing), new(gone, _rowing),
                new(moderator, _rowing, MemberRole.Moderator), new(member, _rowing), new(newcomer, _rowing),
            ],
            By, Ct);

        Assert.Equal(
            [
                AddOutcome.LastOwner, AddOutcome.Banned, AddOutcome.Added,
                AddOutcome.RoleChanged, AddOutcome.AlreadyMember, AddOutcome.Added,
            ],
            outcomes);
    }

    [Fact]
    public async Task Doing_it_twice_changes_nothing()
    {
        NewMember[] members = [.. _users.Select(u => new NewMember(u, _rowing))];
        await _memberships.AddMembersAsync(members, By, Ct);

        var again = await _memberships.AddMembersAsync(members, By, Ct);

        Assert.All(again, outcome => Assert.Equal(AddOutcome.AlreadyMember, outcome));
        Assert.Equal(
            6L,
            await database.DataSource.ValueAsync<long>(
                "select count(*) from memberships_transition where scope_id = $1", _rowing.Id));
    }

    [Fact]
    public async Task More_than_a_chunk_is_added_whole()
    {
        NewMember[] members = [.. Enumerable.Range(0, 12_345).Select(_ => new NewMember(Guid.CreateVersion7(), _rowing))];

        var outcomes = await _memberships.AddMembersAsync(members, By, Ct);

        Assert.Equal(12_345, outcomes.Count(o => o == AddOutcome.Added));
    }

    [Fact]
    public async Task A_user_twice_in_one_scope_is_refused_by_name()
    {
        var e = await Assert.ThrowsAsync<ArgumentException>(() => _memberships.AddMembersAsync(
            [new(_users[0], _rowing), new(_users[0], _rowing, MemberRole.Admin)], By, Ct));

        Assert.Contains(_users[0].ToString(), e.Message, StringComparison.Ordinal);
    }
}
