using System.Text.Json;
using Bits.Membership;

namespace Adminctl.Tests;

/// <summary>Explaining, verifying, expiring, exporting, erasing, filling in from Phase 1.</summary>
[Slow]
public sealed class OperatorCommandsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    readonly string _run = $"{Guid.CreateVersion7():N}";

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    Memberships Memberships { get; } = new(database.DataSource);

    [Fact]
    public async Task A_decision_is_explained_with_what_would_change_it()
    {
        var asha = await UserAsync("asha");
        string[] explain = ["explain", "--user", Name("asha"), "--can=groups.post", "--scope=batch:2018"];

        var stranger = await RunAsync(explain);
        await Memberships.BanAsync(asha, Scope.Batch(2018), Change.BySystem("spam"), new(2999, 1, 1, 0, 0, 0, default), Ct);
        var banned = await RunAsync(explain);
        await Memberships.UnbanAsync(asha, Scope.Batch(2018), Change.BySystem("sorry"), ct: Ct);
        await Memberships.JoinAsync(asha, Scope.Batch(2018), Ct);
        var member = await RunAsync([.. explain, "--json"]);

        Assert.Equal(4, stranger.ExitCode);
        Assert.Contains("decided by not_a_member", stranger.Output, StringComparison.Ordinal);
        Assert.Contains("not a member: would be allowed as member or higher", stranger.Output, StringComparison.Ordinal);
        Assert.Equal(4, banned.ExitCode);
        Assert.Contains("banned here until 2999-01-01", banned.Output, StringComparison.Ordinal);
        Assert.Contains("sooner by unban", banned.Output, StringComparison.Ordinal);
        Assert.Equal(0, member.ExitCode);
        Assert.True(JsonDocument.Parse(string.Concat(member.Lines)).RootElement.GetProperty("decision").GetProperty("allowed").GetBoolean());
    }

    [Theory]
    [InlineData("needs a scope. Add --scope", "--can=groups.post")]
    [InlineData("has no scope. Remove --scope", "--can=privacy.erase", "--scope=batch:2018")]
    public async Task A_capability_is_explained_where_it_has_a_meaning(string words, params string[] args)
    {
        await UserAsync("asha");

        var run = await RunAsync(["explain", "--user", Name("asha"), .. args]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(words, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ledger_that_does_not_add_up_is_found()
    {
        await using var apart = new TestDatabase();
        await apart.InitializeAsync();
        var user = Guid.CreateVersion7();
        await new Memberships(apart.DataSource).JoinAsync(user, Scope.Batch(2018), Ct);
        Task<AdminctlRun> VerifyAsync(params string[] more) => AdminctlRun.Async(apart, ["membership", "verify", .. more]);

        Assert.Equal(new(0, "The ledger is consistent."), await VerifyAsync());
        await apart.DataSource.SqlAsync(
            """
            alter table memberships_membership disable trigger user;
            update memberships_membership set role = 'owner';
            alter table memberships_membership enable trigger user
            """);
        var found = await VerifyAsync("--json");

        Assert.Equal(4, found.ExitCode);
        Assert.Equal(user, Assert.Single(JsonDocument.Parse(string.Concat(found.Lines)).RootElement.EnumerateArray()).GetProperty("userId").GetGuid());
    }

    [Fact]
    public async Task Ends_that_have_come_are_written_down()
    {
        var asha = await UserAsync("asha");
        await Memberships.BanAsync(asha, Scope.Batch(2018), Change.BySystem("spam"), TimeProvider.System.GetUtcNow().AddMilliseconds(300), Ct);
        await database.DataSource.EventuallyAsync("select bool_and(until <= now()) from memberships_membership where user_id = $1", asha);

        var run = await RunAsync(["membership", "expire", "--json"]);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("expired", (await Memberships.GetAsync(asha, Scope.Batch(2018), Ct)).Reason);
    }

    [Fact]
    public async Task Verbs_of_the_platform_ask_for_the_platforms_roles()
    {
        var asha = await UserAsync("asha");
        string[][] verbs =
        [
            ["membership", "verify"], ["membership", "expire"], ["membership", "backfill", "--dry-run"],
            ["privacy", "export", "--user", Name("asha")], ["privacy", "erase", "--user", Name("asha"), "--reason=x", "--yes"],
        ];

        foreach (var verb in verbs)
        {
            var refused = await RunAsync([.. verb, "--as", Name("asha")]);
            Assert.Equal(1, refused.ExitCode);
            Assert.Contains("needs the platform role", refused.Output, StringComparison.Ordinal);
        }

        await database.DataSource.SqlAsync("update accounts_user set platform_role = 'operator' where id = $1", asha);
        Assert.Equal(0, (await RunAsync(["privacy", "export", "--user", Name("asha"), "--as", Name("asha")])).ExitCode);
        Assert.Equal(1, (await RunAsync(["privacy", "erase", "--user", Name("asha"), "--reason=x", "--yes", "--as", Name("asha")])).ExitCode);
    }

    [Fact]
    public async Task Somebody_is_exported_and_erased_and_the_ledger_still_adds_up()
    {
        var (asha, group) = (await UserAsync("asha"), Scope.Group(Guid.CreateVersion7()));
        await Memberships.AddMemberAsync(new(asha, group, MemberRole.Owner), OnBanned.Refuse, Change.By(asha, "a secret word"), Ct);
        string[] erase = ["privacy", "erase", "--user", Name("asha"), "--reason=asked for"];

        var export = await RunAsync(["privacy", "export", "--user", Name("asha")]);
        var unasked = await RunAsync(erase);
        var owner = await RunAsync([.. erase, "--yes"]);
        await Memberships.AddMemberAsync(new(Guid.CreateVersion7(), group, MemberRole.Owner), OnBanned.Refuse, Change.BySystem("test"), Ct);
        var erased = await RunAsync([.. erase, "--yes"]);

        Assert.Contains("a secret word", export.Output, StringComparison.Ordinal);
        Assert.Equal(1, unasked.ExitCode);
        Assert.Contains("Add --yes", unasked.Output, StringComparison.Ordinal);
        Assert.Equal(1, owner.ExitCode);
        Assert.Contains($"only owner of {group}", owner.Output, StringComparison.Ordinal);
        Assert.Equal(0, erased.ExitCode);
        Assert.DoesNotContain("a secret word", (await RunAsync(["privacy", "export", "--user", $"{asha}"])).Output, StringComparison.Ordinal);
        Assert.Empty(await Memberships.History.VerifyAsync(ct: Ct));
    }

    [Fact]
    public async Task A_backfill_that_is_killed_goes_on_where_it_was()
    {
        await using var apart = new TestDatabase();
        await apart.InitializeAsync();
        await apart.DataSource.SqlAsync(
            """
            insert into accounts_user (id, username, email, name, batch)
            select gen_random_uuid(), 'u' || n, 'u' || n || '@example.org', 'U', 2000 + n % 10 from generate_series(1, 4000) n
            """);
        string[] backfill = ["membership", "backfill", "--chunk-size=20"];

        var dry = await AdminctlRun.Async(apart, [.. backfill, "--dry-run"]);
        Assert.Equal(0, dry.ExitCode);
        Assert.Equal(0L, await apart.DataSource.ValueAsync<long>("select count(*) from memberships_membership"));
        await AdminctlRun.KilledAsync(apart, backfill, line: "· 400 accounts");
        var done = await apart.DataSource.ValueAsync<long>("select count(*) from memberships_membership");
        var rest = await AdminctlRun.Async(apart, [.. backfill, "--json"]);
        var again = await AdminctlRun.Async(apart, backfill);

        Assert.InRange(done, 400, 3_999);
        Assert.Equal(0, rest.ExitCode);
        var report = JsonDocument.Parse(string.Concat(rest.Lines)).RootElement;
        Assert.Equal(4_000, report.GetProperty("users").GetInt32());
        Assert.Equal(400, report.GetProperty("scopes").GetProperty("batch:2003").GetProperty("added").GetInt32());
        Assert.Equal(4_000L, await apart.DataSource.ValueAsync<long>("select count(*) from memberships_transition"));
        Assert.Matches("│ all +│ 0 +│ 4000 +│ 0 +│ 0 +│", again.Output);
    }

    async Task<Guid> UserAsync(string name)
    {
        var id = Guid.CreateVersion7();
        await database.DataSource.SqlAsync(
            "insert into accounts_user (id, username, email, name) values ($1, $2, $2 || '@example.org', $3)", id, Name(name), name);
        return id;
    }

    string Name(string name) => $"{name}.{_run}";

    Task<AdminctlRun> RunAsync(string[] args) => AdminctlRun.Async(database, args);
}
