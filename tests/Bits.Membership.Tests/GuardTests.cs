using Bits.Shared;
using Npgsql;

namespace Bits.Membership.Tests;

/// <summary>What the database itself holds, whoever writes.</summary>
public sealed class GuardTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    readonly Memberships _memberships = new(database.DataSource);
    readonly Guid _asha = Guid.CreateVersion7();
    readonly Scope _rowing = Scope.Group(Guid.CreateVersion7());

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("update memberships_membership set state = 'left' where user_id = $1")]
    [InlineData("update memberships_membership set state = 'active', changed_at = now() where user_id = $1")]
    public async Task A_ban_does_not_end_in_psql(string sql)
    {
        await _memberships.BanAsync(_asha, _rowing, Change.BySystem("test"), ct: Ct);

        var e = await Assert.ThrowsAsync<PostgresException>(() => database.DataSource.SqlAsync(sql, _asha));

        Assert.Equal("memberships_membership_ban_holds", e.ConstraintName);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_permit_to_lift_a_ban_serves_for_one_row_once(bool sameRow)
    {
        var other = Scope.Group(Guid.CreateVersion7());
        var scopeId = (sameRow ? _rowing : other).Id;
        await _memberships.BanAsync(_asha, _rowing, Change.BySystem("test"), ct: Ct);
        await _memberships.BanAsync(_asha, other, Change.BySystem("test"), ct: Ct);
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        await using var tx = await db.BeginTransactionAsync(Ct);
        await _memberships.UnbanAsync(db, _asha, _rowing, Change.BySystem("test"), ct: Ct);
        await _memberships.BanAsync(db, _asha, _rowing, Change.BySystem("test"), ct: Ct);

        await using var command = new NpgsqlCommand(
            "update memberships_membership set state = 'left' where user_id = $1 and scope_id = $2", db)
        { Parameters = { new() { Value = _asha }, new() { Value = scopeId } } };

        var e = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Ct));
        Assert.Equal("memberships_membership_ban_holds", e.ConstraintName);
    }

    [Fact]
    public async Task The_last_owner_does_not_go_in_psql()
    {
        await _memberships.AddMemberAsync(
            new(_asha, _rowing, MemberRole.Owner), OnBanned.Refuse, Change.BySystem("test"), Ct);

        var e = await Assert.ThrowsAsync<PostgresException>(() => database.DataSource.SqlAsync(
            "update memberships_membership set role = 'member' where user_id = $1", _asha));

        Assert.Equal("memberships_membership_keeps_an_owner", e.ConstraintName);
    }

    [Fact]
    public async Task A_change_in_psql_is_in_the_history_and_nobodys_hand()
    {
        await _memberships.AddMemberAsync(
            new(_asha, _rowing), OnBanned.Refuse, Change.By(_asha, "test"), Ct);

        await database.DataSource.SqlAsync(
            "update memberships_membership set role = 'admin' where user_id = $1", _asha);

        var last = (await _memberships.History.ListAsync(_asha, _rowing, ct: Ct))[^1];
        Assert.Equal((2, MemberRole.Member, MemberRole.Admin), (last.Version, last.FromRole, last.ToRole));
        Assert.Null(last.ActorId);
        Assert.StartsWith("changed in SQL by ", last.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_inserted_in_psql_is_in_the_history()
    {
        await database.DataSource.SqlAsync(
            "insert into memberships_membership (user_id, scope_type, scope_id, role, state, version) "
            + "values ($1, 'group', $2, 'member', 'active', 17)", _asha, _rowing.Id);

        var first = Assert.Single(await _memberships.History.ListAsync(_asha, _rowing, ct: Ct));
        Assert.Equal(1, first.Version);
        Assert.StartsWith("changed in SQL by ", first.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("delete from memberships_membership", "memberships_membership_is_kept")]
    [InlineData("truncate memberships_membership", "memberships_membership_is_kept")]
    [InlineData("delete from memberships_transition", "memberships_transition_is_kept")]
    [InlineData("update memberships_transition set reason = 'nothing'", "memberships_transition_is_kept")]
    [InlineData("truncate memberships_transition", "memberships_transition_is_kept")]
    [InlineData("update memberships_membership set user_id = gen_random_uuid()", "memberships_membership_key_is_fixed")]
    public async Task Nothing_is_lost_in_psql(string sql, string constraint)
    {
        await _memberships.JoinAsync(_asha, _rowing, Ct);

        var e = await Assert.ThrowsAsync<PostgresException>(() => database.DataSource.SqlAsync(sql));

        Assert.Equal(constraint, e.ConstraintName);
    }

    [Fact]
    public async Task The_words_of_the_code_are_the_words_of_the_table()
    {
        foreach (var role in Enum.GetValues<MemberRole>())
            Assert.True(await AllowedAsync("role", role.ToText()), role.ToText());
        foreach (var state in Enum.GetValues<MemberState>())
            Assert.True(await AllowedAsync("state", state.ToText()), state.ToText());

        Assert.Equal(Enum.GetValues<MemberRole>().Length, await WordsAsync("memberships_membership_role_is_known"));
        Assert.Equal(Enum.GetValues<MemberState>().Length, await WordsAsync("memberships_membership_state_is_known"));
    }

    async Task<bool> AllowedAsync(string column, string word) =>
        (await database.DataSource.ValueAsync<string>(
            "select pg_get_constraintdef(oid) from pg_constraint where conname = $1",
            $"memberships_membership_{column}_is_known")).Contains($"'{word}'", StringComparison.Ordinal);

    async Task<int> WordsAsync(string constraint) =>
        (await database.DataSource.ValueAsync<string>(
            "select pg_get_constraintdef(oid) from pg_constraint where conname = $1", constraint)).Count(c => c == '\'') / 2;
}
