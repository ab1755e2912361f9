using System.Text.Json;
using Bits.Membership;

namespace Adminctl.Tests.Membership;

[Slow]
public sealed class MemberCommandsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    readonly string _scope = $"group:{Guid.CreateVersion7()}";
    readonly string _run = $"{Guid.CreateVersion7():N}";

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    Memberships Memberships { get; } = new(database.DataSource);

    [Fact]
    public async Task A_member_is_added_promoted_banned_unbanned_and_removed_and_the_ledger_tells_it()
    {
        var asha = await UserAsync("asha");

        Assert.Equal((0, "asha: added"), await LineAsync("add", "asha", "--role=moderator", "--until=30d"));
        Assert.Equal((0, "asha: changed"), await LineAsync("set-role", "asha", "--role=admin"));
        Assert.Equal((0, "asha: banned"), await LineAsync("ban", "asha", "--until=2999-01-01"));
        Assert.Equal((1, "asha: is banned; add --reinstate to lift the ban"), await LineAsync("add", "asha"));
        Assert.Equal((0, "asha: restored"), await LineAsync("unban", "asha", "--restore"));
        Assert.Equal((0, "asha: removed"), await LineAsync("remove", "asha"));
        Assert.Equal((0, "asha: not member"), await LineAsync("remove", "asha"));
        Assert.Equal((1, "asha: is not a member; use add"), await LineAsync("set-role", "asha", "--role=admin"));

        var history = await AsJsonAsync("membership", "history", "--user", Name("asha"), "--scope", _scope, "--json");
        Assert.Equal(
            ["active", "active", "banned", "left", "active", "left"],
            history.EnumerateArray().Select(line => line.GetProperty("toState").GetString()));
        Assert.All(history.EnumerateArray(), line => Assert.Equal("because", line.GetProperty("reason").GetString()));
        Assert.Equal(MemberState.Left, (await Memberships.GetAsync(asha, Scope.Parse(_scope), Ct)).State);
        Assert.Empty(await Memberships.History.VerifyAsync(ct: Ct));
    }

    [Fact]
    public async Task Several_users_are_done_one_by_one_and_a_bulk_that_takes_away_is_asked_for()
    {
        await UserAsync("asha");
        await UserAsync("bikram");
        string[] both = ["--user", Name("asha"), "--user", Name("bikram"), "--user", Name("nobody")];

        var added = await RunAsync(["membership", "add", .. both, "--scope", _scope, "--reason", "because", "--json"]);
        var asked = await RunAsync(["membership", "remove", .. both, "--scope", _scope, "--reason", "because"]);
        var removed = await RunAsync(["membership", "remove", .. both, "--scope", _scope, "--reason", "because", "--yes"]);

        Assert.Equal(3, added.ExitCode);
        Assert.Contains("There is no user", added.Output, StringComparison.Ordinal);
        Assert.Equal(1, asked.ExitCode);
        Assert.Contains("Add --yes", asked.Output, StringComparison.Ordinal);
        Assert.Equal(3, removed.ExitCode);
        Assert.Equal(2, removed.Lines.Count(line => line.EndsWith(": removed", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task By_a_users_hand_their_capabilities_and_their_rank_decide()
    {
        var asha = await UserAsync("asha");
        await UserAsync("bikram");
        var chitra = await UserAsync("chitra");
        var scope = Scope.Batch(1998);
        await Memberships.AddMemberAsync(new(chitra, scope, MemberRole.Admin), OnBanned.Refuse, Change.BySystem("test"), Ct);
        async Task<AdminctlRun> BanAsync(string user, string hand) => await RunAsync(
            ["membership", "ban", "--user", Name(user), "--scope=batch:1998", "--reason=spam", "--as", Name(hand)]);

        var stranger = await BanAsync("bikram", "asha");
        await Memberships.AddMemberAsync(new(asha, scope, MemberRole.Moderator), OnBanned.Refuse, Change.BySystem("test"), Ct);
        var tooHigh = await BanAsync("chitra", "asha");
        var banned = await BanAsync("bikram", "asha");
        var lifted = await RunAsync(
            ["membership", "unban", "--user", Name("bikram"), "--scope=batch:1998", "--reason=sorry", "--as", Name("chitra")]);

        Assert.Equal(1, stranger.ExitCode);
        Assert.Contains("membership.ban is for members", stranger.Output, StringComparison.Ordinal);
        Assert.Equal(1, tooHigh.ExitCode);
        Assert.Contains("higher role", tooHigh.Output, StringComparison.Ordinal);
        Assert.Equal(0, banned.ExitCode);
        Assert.Equal(0, lifted.ExitCode);
        var history = await AsJsonAsync("membership", "history", "--user", Name("bikram"), "--scope=batch:1998", "--json");
        Assert.Equal([asha, chitra], history.EnumerateArray().Select(line => line.GetProperty("actorId").GetGuid()));
    }

    [Fact]
    public async Task Members_are_listed_by_scope_and_by_user_in_pages()
    {
        var scope = Scope.Parse(_scope);
        var users = new List<Guid>();
        foreach (var name in new[] { "asha", "bikram", "chitra" })
            users.Add(await UserAsync(name));
        await Memberships.AddMembersAsync([.. users.Select(user => new NewMember(user, scope))], Change.BySystem("test"), ct: Ct);

        var first = await RunAsync(["membership", "list", "--scope", _scope, "--limit=2", "--json"]);
        var rest = await AsJsonAsync("membership", "list", "--scope", _scope, "--after", $"{users.Order().ElementAt(1)}", "--json");
        var own = await AsJsonAsync("membership", "list", "--user", Name("asha"), "--json");
        var table = await RunAsync(["membership", "list", "--scope", _scope]);

        Assert.Contains($"--after {users.Order().ElementAt(1)}", first.Output, StringComparison.Ordinal);
        Assert.Equal(users.Order().Last(), Assert.Single(rest.EnumerateArray()).GetProperty("userId").GetGuid());
        Assert.Equal(_scope, Assert.Single(own.EnumerateArray()).GetProperty("scope").GetString());
        Assert.Contains("chitra", table.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_somebody_was_at_a_moment_is_said()
    {
        var asha = await UserAsync("asha");
        await Memberships.JoinAsync(asha, Scope.Batch(2018), Ct);

        var before = await RunAsync(["membership", "as-of", "--user", Name("asha"), "--scope=batch:2018", "--at=1998-01-01"]);
        var now = await RunAsync(["membership", "as-of", "--user", Name("asha"), "--scope=batch:2018", "--at=1m"]);

        Assert.Equal(new(0, "no membership until then"), before);
        Assert.Equal(new(0, "active as member"), now);
    }

    [Theory]
    [InlineData("--reason", "membership", "ban", "--user=asha", "--scope=batch:2018")]
    [InlineData("20x8", "membership", "add", "--user=asha", "--scope=batch:20x8", "--reason=x")]
    [InlineData("--scope", "membership", "add", "--user=asha", "--scope=batch", "--reason=x")]
    [InlineData("emperor", "membership", "add", "--user=asha", "--scope=batch:2018", "--role=emperor", "--reason=x")]
    [InlineData("tomorrow", "membership", "ban", "--user=asha", "--scope=batch:2018", "--until=tomorrow", "--reason=x")]
    [InlineData("--scope or --user", "membership", "list")]
    [InlineData("--limit", "membership", "list", "--scope=batch:2018", "--limit=0")]
    [InlineData("groups.fly", "explain", "--user=asha", "--can=groups.fly")]
    public async Task A_wrong_command_line_ends_with_two_and_names_what_is_wrong(string word, params string[] args)
    {
        var run = await RunAsync(args);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(word, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_done_is_said_in_words()
    {
        await UserAsync("asha");
        string[] add = ["membership", "add", "--user", Name("asha"), "--scope"];

        var past = await RunAsync([.. add, "batch:2018", "--until=1998-01-01", "--reason=x"]);
        var longReason = await RunAsync([.. add, "batch:2018", $"--reason={new string('x', 1_001)}"]);
        var noGroup = await RunAsync(["membership", "add", "--user", Name("asha"), "--scope", $"group:{Guid.CreateVersion7()}", "--reason=x"]);

        Assert.All([past, longReason, noGroup], run => Assert.Equal(1, run.ExitCode));
        Assert.Contains("until: lies in the past", past.Output, StringComparison.Ordinal);
        Assert.Contains("1001 characters", longReason.Output, StringComparison.Ordinal);
        Assert.Contains("There is no group:", noGroup.Output, StringComparison.Ordinal);
    }

    async Task<Guid> UserAsync(string name)
    {
        var id = Guid.CreateVersion7();
        await database.DataSource.SqlAsync(
            "insert into accounts_user (id, username, email, name) values ($1, $2, $2 || '@example.org', $3)", id, Name(name), name);
        await database.DataSource.SqlAsync(
            "insert into groups_group (id, kind, slug, name, description, visibility, created_at) values ($1, 'interest', $2, 'G', '', 'private', now()) on conflict do nothing",
            Guid.Parse(Scope.Parse(_scope).Id), $"g{_run}");
        return id;
    }

    string Name(string name) => $"{name}.{_run}";

    // The verb on one user of this test, without the tail that makes the name this test's own.
    async Task<(int Exit, string Line)> LineAsync(string verb, string user, params string[] more)
    {
        var run = await RunAsync(["membership", verb, "--user", Name(user), "--scope", _scope, "--reason=because", .. more]);
        return (run.ExitCode, string.Join('\n', run.Lines).Replace($".{_run}", "", StringComparison.Ordinal));
    }

    async Task<JsonElement> AsJsonAsync(params string[] args) =>
        JsonDocument.Parse(string.Concat((await RunAsync(args)).Lines)).RootElement;

    Task<AdminctlRun> RunAsync(string[] args) => AdminctlRun.Async(database, args);
}
