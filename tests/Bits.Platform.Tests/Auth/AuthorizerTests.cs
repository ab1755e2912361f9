using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Auth;
using Bits.Platform.Features.Groups;
using Npgsql;

namespace Bits.Platform.Tests.Auth;

public sealed class AuthorizerTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    static readonly Change By = Change.BySystem("test");

    readonly Scope _batch = Scope.Batch(2018);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    Authorizer Authorizer => platform.Get<Authorizer>();

    [Fact]
    public async Task What_was_changed_in_the_transaction_decides_in_the_transaction()
    {
        var asha = await CallerAsync("Asha");
        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);
        await using var tx = await db.BeginTransactionAsync(Ct);

        Assert.Equal("not_a_member", (await DecideAsync(db, asha, GroupCapabilities.Post)).Rule);
        await platform.Memberships.JoinAsync(db, asha.UserId, _batch, Ct);
        Assert.Equal("role", (await DecideAsync(db, asha, GroupCapabilities.Post)).Rule);
        await platform.Memberships.BanAsync(db, asha.UserId, _batch, By, ct: Ct);
        Assert.Equal("banned", (await DecideAsync(db, asha, GroupCapabilities.Post)).Rule);
    }

    [Fact]
    public async Task A_membership_and_a_ban_count_until_their_end_and_not_after()
    {
        var asha = await CallerAsync("Asha");
        await platform.Memberships.BanAsync(asha.UserId, _batch, By, TimeProvider.System.GetUtcNow().AddDays(1), Ct);
        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);

        var banned = await DecideAsync(db, asha, GroupCapabilities.Join);
        await EndNowAsync(asha.UserId);

        Assert.Equal("banned", banned.Rule);
        Assert.Contains($"until {TimeProvider.System.GetUtcNow().AddDays(1):yyyy-MM-dd}", banned.Why, StringComparison.Ordinal);
        Assert.True((await DecideAsync(db, asha, GroupCapabilities.Join)).Allowed);
    }

    [Fact]
    public async Task One_statement_goes_to_the_database_where_a_membership_counts_and_else_none()
    {
        var asha = await CallerAsync("Asha");
        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);

        foreach (var rule in Capabilities.Table)
        {
            var statements = await RoundTrips.CountAsync(() => Authorizer.DecideAsync(
                db, asha, rule.Name, rule.Scoped ? new(_batch, ScopeVisibility.Private) : null, Ct));
            Assert.Equal((rule.Name, rule.AtLeast is null && !rule.RefusesBanned ? 0 : 1), (rule.Name, statements));
        }
    }

    [Fact]
    public async Task What_is_said_to_change_a_decision_changes_it()
    {
        var asha = await CallerAsync("Asha");
        await platform.Memberships.BanAsync(asha.UserId, _batch, By, TimeProvider.System.GetUtcNow().AddDays(1), Ct);

        var banned = await ExplainAsync(asha, GroupCapabilities.Post);
        Assert.Equal("banned", banned.Decision.Rule);
        Assert.Contains(banned.WouldChange, w => w.Contains("ends by itself", StringComparison.Ordinal) && w.Contains("unban", StringComparison.Ordinal));

        await platform.Memberships.UnbanAsync(asha.UserId, _batch, By, ct: Ct);
        var stranger = await ExplainAsync(asha, GroupCapabilities.Post);
        Assert.Equal("not_a_member", stranger.Decision.Rule);
        Assert.Contains("not a member: would be allowed as member or higher", stranger.WouldChange);

        await platform.Memberships.JoinAsync(asha.UserId, _batch, Ct);
        Assert.True((await ExplainAsync(asha, GroupCapabilities.Post)).Decision.Allowed);
        var low = await ExplainAsync(asha, Capabilities.MembershipBan);
        Assert.Contains("a role: would be allowed as moderator or higher; is member", low.WouldChange);

        await platform.Memberships.SetRoleAsync(asha.UserId, _batch, MemberRole.Moderator, By, Ct);
        Assert.True((await ExplainAsync(asha, Capabilities.MembershipBan)).Decision.Allowed);
    }

    [Fact]
    public async Task The_platform_role_is_enough_and_is_named()
    {
        var asha = await CallerAsync("Asha") with { PlatformRole = PlatformRole.Operator };

        var list = await ExplainAsync(asha, Capabilities.MembershipList);
        var ban = await ExplainAsync(asha, Capabilities.MembershipBan);

        Assert.Equal(("platform_role", true), (list.Decision.Rule, list.Decision.Allowed));
        Assert.Contains("the platform role: would be refused without it", list.WouldChange);
        Assert.False(ban.Decision.Allowed);
        Assert.Contains("a platform role: would be allowed as admin", ban.WouldChange);
    }

    async Task<Caller> CallerAsync(string name) =>
        new(await platform.UserAsync(name), name, PrimaryRole.Alumni, PlatformRole: null);

    Task<Decision> DecideAsync(NpgsqlConnection db, Caller caller, string capability) =>
        Authorizer.DecideAsync(db, caller, capability, new(_batch, ScopeVisibility.Private), Ct);

    async Task<Explanation> ExplainAsync(Caller caller, string capability)
    {
        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);
        return await Authorizer.ExplainAsync(db, caller, capability, await Authorizer.FindScopeAsync(db, _batch, Ct), Ct);
    }

    // Time that nodes compare is the database's: the test moves the row, round its guards, not the clock.
    Task EndNowAsync(Guid user) => platform.DataSource.SqlAsync(
        $"""
        alter table memberships_membership disable trigger user;
        update memberships_membership set until = changed_at + interval '1 microsecond' where user_id = '{user}';
        alter table memberships_membership enable trigger user
        """);
}
