using System.Globalization;

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
            By, ct: Ct);
        await _memberships.LeaveAsync(gone, _rowing, Ct);
        await _memberships.BanAsync(banned, _rowing, By, ct: Ct);

        var outcomes = await _memberships.AddMembersAsync(
            [
                new(owner, _rowing), new(banned, _rowing), new(gone, _rowing),
                new(moderator, _rowing, MemberRole.Moderator), new(member, _rowing), new(newcomer, _rowing),
            ],
            By, ct: Ct);

        Assert.Equal(
            [
                AddOutcome.LastOwner, AddOutcome.Banned, AddOutcome.Added,
                AddOutcome.Changed, AddOutcome.AlreadyMember, AddOutcome.Added,
            ],
            outcomes);
    }

    [Fact]
    public async Task Doing_it_twice_changes_nothing()
    {
        NewMember[] members = [.. _users.Select(u => new NewMember(u, _rowing))];
        await _memberships.AddMembersAsync(members, By, ct: Ct);

        var again = await _memberships.AddMembersAsync(members, By, ct: Ct);

        Assert.All(again, outcome => Assert.Equal(AddOutcome.AlreadyMember, outcome));
        Assert.Equal(
            6L,
            await database.DataSource.ValueAsync<long>(
                "select count(*) from memberships_transition where scope_id = $1", _rowing.Id));
    }

    [Fact]
    public async Task Of_a_user_named_twice_in_a_scope_the_first_line_counts()
    {
        var outcomes = await _memberships.AddMembersAsync(
            [new(_users[0], _rowing), new(_users[1], _rowing), new(_users[0], _rowing, MemberRole.Admin)], By, ct: Ct);

        Assert.Equal([AddOutcome.Added, AddOutcome.Added, AddOutcome.Repeated], outcomes);
        Assert.Equal(MemberRole.Member, await _memberships.RoleAsync(_users[0], _rowing, Ct));
    }

    [Fact]
    public async Task Somebody_whose_membership_has_run_out_is_added_anew()
    {
        await _memberships.AddMemberAsync(
            new(_users[0], _rowing, Until: new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero)), OnBanned.Refuse, By, Ct);
        await database.DataSource.PassTimeAsync(_users[0]);

        Assert.Equal([AddOutcome.Added], await _memberships.AddMembersAsync([new(_users[0], _rowing)], By, ct: Ct));
        Assert.Equal(
            [MemberState.Active, MemberState.Left, MemberState.Active],
            (await _memberships.History.ListAsync(_users[0], _rowing, ct: Ct)).Select(t => t.ToState));
    }

    [Theory]
    [InlineData("club", "member", null, "members[1].scope")]
    [InlineData("group", "owner", "2100-01-01", "members[1].until")]
    [InlineData("group", "member", "2001-01-01", "members[1].until")]
    public async Task A_line_that_cannot_be_is_named_and_nothing_is_written(
        string type, string role, string? until, string field)
    {
        NewMember good = new(_users[0], _rowing);
        NewMember bad = new(
            _users[1], new(type, "x"), MemberRoles.Parse(role),
            until is null ? null : DateTimeOffset.Parse(until, CultureInfo.InvariantCulture));

        var e = await Assert.ThrowsAsync<InvalidArgumentException>(() => _memberships.AddMembersAsync([good, bad], By, ct: Ct));

        Assert.Equal(field, e.Field);
        Assert.Null(await _memberships.FindAsync(_users[0], _rowing, Ct));
    }

    [Fact]
    public async Task More_than_a_chunk_is_added_whole_progress_is_told_and_nothing_stays_behind()
    {
        var told = new List<int>();
        NewMember[] members = [.. Enumerable.Range(0, 12_000).Select(_ => new NewMember(Guid.CreateVersion7(), _rowing))];

        var outcomes = await _memberships.AddMembersAsync(members, By, new Told(told), Ct);

        Assert.Equal(12_000, outcomes.Count(o => o == AddOutcome.Added));
        Assert.Equal([5_000, 10_000, 12_000], told);
        Assert.Equal(0L, await database.DataSource.ValueAsync<long>("select count(*) from memberships_import"));
    }

    sealed class Told(List<int> values) : IProgress<int>
    {
        public void Report(int value) => values.Add(value);
    }
}
