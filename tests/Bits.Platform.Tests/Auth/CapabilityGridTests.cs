using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Auth;

namespace Bits.Platform.Tests.Auth;

/// <summary>Who may do what, whole: each change of a rule shows as a change of two texts. To approve it, run the tests
/// with BITS_APPROVE=1 and commit the texts.</summary>
public sealed class CapabilityGridTests
{
    static readonly PlatformRole?[] PlatformRoles = [null, .. Enum.GetValues<PlatformRole>()];
    static readonly (string Name, Member? Member)[] Standings =
    [
        ("none", null), ("left", Standing(MemberRole.Owner, MemberState.Left)),
        ("banned", Standing(MemberRole.Owner, MemberState.Banned)),
        .. Enum.GetValues<MemberRole>().Select(role => (role.ToText(), (Member?)Standing(role, MemberState.Active))),
    ];

    [Fact]
    public void The_grid_of_role_capability_state_visibility_and_platform_role_is_the_approved_one() =>
        AssertApproved("tests/Bits.Platform.Tests/Auth/capabilities.approved.txt", _ => Grid());

    [Fact]
    public void The_reference_page_shows_the_same_table() =>
        AssertApproved("docs/reference/capabilities.md", page => Between(
            Between(page, "<!-- capabilities -->", "<!-- /capabilities -->", CapabilityTable()),
            "<!-- ranks -->", "<!-- /ranks -->", RankTable()));

    [Fact]
    public void A_platform_administrator_may_everything_and_who_is_banned_no_more_than_who_never_came()
    {
        foreach (var rule in Capabilities.Table)
        {
            foreach (var visibility in Visibilities(rule))
            {
                Assert.All(Standings, s => Assert.True(rule.Decide(PlatformRole.Admin, visibility, s.Member).Allowed));
                var stranger = rule.Decide(null, visibility, null).Allowed;
                Assert.True(stranger || !rule.Decide(null, visibility, Standings[2].Member).Allowed, rule.Name);
            }
        }
    }

    [Fact]
    public void A_higher_role_may_all_that_a_lower_one_may()
    {
        foreach (var rule in Capabilities.Table)
        {
            foreach (var visibility in Visibilities(rule))
            {
                var allowed = Standings.Skip(3).OrderBy(s => s.Member!.Role.Rank())
                    .Select(s => rule.Decide(null, visibility, s.Member).Allowed).ToList();
                Assert.Equal(allowed.Order(), allowed);
            }
        }
    }

    static string Grid() => Lines(
        from rule in Capabilities.Table
        from visibility in Visibilities(rule)
        from line in (string[])
        [
            $"{rule.Name}{(visibility is { } v ? $" in a {Word(v)} scope" : "")}",
            .. (rule.Scoped ? Standings : Standings[..1]).Select(
                s => $"    {(rule.Scoped ? s.Name : "anybody"),-12} {Row(rule, visibility, s.Member)}"),
        ]
        select line);

    static string Row(CapabilityRule rule, ScopeVisibility? visibility, Member? member) => string.Join("  ", PlatformRoles.Select(
        platform =>
        {
            var decision = rule.Decide(platform, visibility, member);
            var who = platform?.ToString().ToLowerInvariant() ?? "user";
            return $"{who}: {(decision.Allowed ? "yes" : "no "),-3} {decision.Rule,-20}";
        })).TrimEnd();

    static string CapabilityTable() => Lines(
    [
        "| capability | scope | no member | left | banned | member, mentee, mentor | moderator | admin, coordinator | owner | operator |",
        "|---|---|---|---|---|---|---|---|---|---|",
        .. Capabilities.Table.SelectMany(CapabilityRows),
    ]);

    // One row where the visibility makes no difference.
    static IEnumerable<string> CapabilityRows(CapabilityRule rule)
    {
        var rows = Visibilities(rule).Select(v => (Visibility: v, Cells: Cells(rule, v))).DistinctBy(row => row.Cells).ToList();

        return rows.Select(row =>
        {
            var scope = row.Visibility is null ? "–" : rows.Count == 1 ? "any" : Word(row.Visibility.Value);
            return $"| `{rule.Name}` | {scope} | {row.Cells} |";
        });
    }

    static string Cells(CapabilityRule rule, ScopeVisibility? visibility)
    {
        string[] columns = ["none", "left", "banned", "member", "moderator", "admin", "owner"];

        return string.Join(" | ", [
            .. columns.Select(name => Cell(rule.Decide(null, visibility, rule.Scoped ? Standings.Single(s => s.Name == name).Member : null))),
            Cell(rule.Decide(PlatformRole.Operator, visibility, null)),
        ]);
    }

    static string RankTable() => Lines(
    [
        "| actor | removes or bans a | gives a role to a | gives a role up to | lifts a ban by a |",
        "|---|---|---|---|---|",
        .. Ranks.Select(actor => "| " + string.Join(" | ", [
            actor.Name,
            Names(Ranks[..^1], target => RankRules.Remove(actor.Rank, target, oneself: false)),
            Names(Ranks[..^1], target => RankRules.GiveRole(actor.Rank, target, role: 0, oneself: false)),
            Ranks[..^1].Last(r => RankRules.UpTo(actor.Rank, r.Rank).Allowed).Name,
            Names(Ranks[1..], banner => RankRules.Unban(actor.Rank, banner)),
        ]) + " |"),
    ]);

    static readonly (string Name, int Rank)[] Ranks =
    [
        ("no role", 0), ("member", 10), ("moderator", 20), ("admin", 30), ("owner", 40),
        ("platform admin", RankRules.PlatformRank),
    ];

    static string Names((string Name, int Rank)[] ranks, Func<int, Decision> decide) =>
        string.Join(", ", ranks.Where(r => decide(r.Rank).Allowed).Select(r => r.Name)) is { Length: > 0 } names ? names : "–";

    static string Lines(IEnumerable<string> lines) => string.Join('\n', lines) + "\n";

    static string Word(ScopeVisibility visibility) => visibility.ToString().ToLowerInvariant();

    static string Cell(Decision decision) => decision.Allowed ? "✓" : "·";

    static ScopeVisibility?[] Visibilities(CapabilityRule rule) =>
        rule.Scoped ? [.. Enum.GetValues<ScopeVisibility>().Cast<ScopeVisibility?>()] : [null];

    static Member Standing(MemberRole role, MemberState state) => new(
        Guid.Empty, Scope.Batch(2018), role, state, DateTimeOffset.UnixEpoch, Until: null, Version: 1, ChangedBy: null, "test");

    static string Between(string page, string from, string to, string text)
    {
        var (start, end) = (page.IndexOf(from, StringComparison.Ordinal) + from.Length, page.IndexOf(to, StringComparison.Ordinal));
        return $"{page[..start]}\n{text}{page[end..]}";
    }

    static void AssertApproved(string path, Func<string, string> render)
    {
        var file = Path.Combine(ProgramProcess.Repository, path);
        var present = File.Exists(file) ? File.ReadAllText(file) : "";
        var text = render(present);
        if (Environment.GetEnvironmentVariable("BITS_APPROVE") == "1")
            File.WriteAllText(file, present = text);

        Assert.Equal(present, text, ignoreLineEndingDifferences: true);
    }
}
