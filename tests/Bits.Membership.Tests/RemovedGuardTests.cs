using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace Bits.Membership.Tests;

/// <summary>Each guard of the database, taken away: what it refused then happens. So it is this guard that holds, and
/// the tests that rely on it would fail without it.</summary>
public sealed class RemovedGuardTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    readonly Memberships _memberships = new(database.DataSource);
    readonly Guid _asha = Guid.CreateVersion7();
    readonly Scope _rowing = Scope.Group(Guid.CreateVersion7());

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(
        "drop trigger memberships_membership_guard_update on memberships_membership",
        "update memberships_membership set state = 'left' where state = 'banned'", "memberships_membership_ban_holds")]
    [InlineData(
        "drop trigger memberships_membership_guard_update on memberships_membership",
        "update memberships_membership set until = now() + interval '1 hour' where state = 'banned'", "memberships_membership_ban_holds")]
    [InlineData(
        "drop trigger memberships_membership_guard_update on memberships_membership",
        "update memberships_membership set role = 'member' where role = 'owner'", "memberships_membership_keeps_an_owner")]
    [InlineData(
        "drop trigger memberships_membership_guard_update on memberships_membership",
        "update memberships_membership set scope_id = 'elsewhere'", "memberships_membership_key_is_fixed")]
    [InlineData(
        "drop trigger memberships_membership_guard_update on memberships_membership",
        "update memberships_membership set change_reason = 'nothing'", "memberships_transition_is_kept")]
    [InlineData(
        "drop trigger memberships_membership_is_kept on memberships_membership",
        "delete from memberships_membership", "memberships_membership_is_kept")]
    [InlineData(
        "drop trigger memberships_transition_is_kept on memberships_transition",
        "delete from memberships_transition", "memberships_transition_is_kept")]
    [InlineData(
        "drop trigger memberships_transition_guard on memberships_transition",
        "update memberships_transition set reason = 'nothing'", "memberships_transition_is_kept")]
    [InlineData(
        "alter table memberships_membership drop constraint memberships_membership_owner_has_no_end",
        "update memberships_membership set until = now() + interval '1 hour' where role = 'owner'",
        "memberships_membership_owner_has_no_end")]
    [InlineData(
        "alter table memberships_membership drop constraint memberships_membership_end_lies_ahead",
        "update memberships_membership set until = now() - interval '1 hour' where role = 'admin'",
        "memberships_membership_end_lies_ahead")]
    [InlineData(
        "alter table memberships_membership drop constraint memberships_membership_left_has_no_end",
        "update memberships_membership set state = 'left', until = now() + interval '1 hour' where role = 'admin'",
        "memberships_membership_left_has_no_end")]
    public async Task What_a_guard_refuses_happens_without_it(string removal, string violation, string guard)
    {
        await SetUpAsync();
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        await using (await db.BeginTransactionAsync(Ct))
        {
            var e = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(db, violation));
            Assert.Equal(guard, e.ConstraintName);
        }

        await using (await db.BeginTransactionAsync(Ct))
        {
            await ExecuteAsync(db, removal);
            Assert.True(await ExecuteAsync(db, violation) > 0);
        }
    }

    [Theory]
    [InlineData(
        "drop trigger memberships_membership_record_insert on memberships_membership",
        "insert into memberships_membership (user_id, scope_type, scope_id, role, state) values (gen_random_uuid(), 'group', 'x', 'member', 'active')",
        "the row has no line in the ledger")]
    [InlineData(
        "drop trigger memberships_membership_record_update on memberships_membership",
        "update memberships_membership set role = 'moderator' where role = 'admin'", "the row has version 2, the ledger 1")]
    [InlineData(
        "drop trigger memberships_membership_adopt_insert on memberships_membership",
        "insert into memberships_membership (user_id, scope_type, scope_id, role, state, version, change_reason) values (gen_random_uuid(), 'group', 'x', 'member', 'active', 17, 'test')",
        "line 1 of the ledger is missing")]
    [InlineData(
        "drop trigger memberships_transition_guard on memberships_transition",
        "update memberships_transition set to_role = 'mentor' where to_role = 'admin'",
        "the row is not what the last line of the ledger says")]
    [InlineData(
        "drop trigger memberships_transition_guard on memberships_transition",
        "update memberships_transition set from_state = 'banned' where to_role = 'admin'",
        "line 1 does not continue the line before it")]
    [InlineData(
        "drop trigger memberships_membership_is_kept on memberships_membership",
        "delete from memberships_membership where role = 'admin'", "the ledger has a membership that has no row")]
    public async Task What_goes_round_the_ledger_is_found(string removal, string violation, string finding)
    {
        await SetUpAsync();
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        await using var tx = await db.BeginTransactionAsync(Ct);
        Assert.Empty(await _memberships.History.VerifyAsync(db, ct: Ct));

        await ExecuteAsync(db, removal);
        await ExecuteAsync(db, violation);

        Assert.Contains(finding, (await _memberships.History.VerifyAsync(db, ct: Ct)).Select(f => f.Problem));
    }

    async Task SetUpAsync()
    {
        var by = Change.BySystem("test");
        await _memberships.AddMemberAsync(new(_asha, _rowing, MemberRole.Owner), OnBanned.Refuse, by, Ct);
        await _memberships.AddMemberAsync(new(Guid.CreateVersion7(), _rowing, MemberRole.Admin), OnBanned.Refuse, by, Ct);
        await _memberships.BanAsync(Guid.CreateVersion7(), _rowing, by, ct: Ct);
    }

    [SuppressMessage("Security", "CA2100", Justification = "Constants of this test.")]
    static async Task<int> ExecuteAsync(NpgsqlConnection db, string sql)
    {
        await using var command = new NpgsqlCommand(sql, db);
        return await command.ExecuteNonQueryAsync(Ct);
    }
}
