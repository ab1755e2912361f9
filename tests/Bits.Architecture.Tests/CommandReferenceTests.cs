using System.CommandLine;
using Adminctl.Hosting;
using Adminctl.Membership;
using Adminctl.People;
using Adminctl.Searching;

namespace Bits.Architecture.Tests;

/// <summary>The verbs of memberships, search and capabilities are helped and documented, whole.</summary>
public sealed class CommandReferenceTests
{
    static readonly string Page = File.ReadAllText(Path.Combine(ProgramProcess.Repository, "docs/reference/adminctl.md"));

    public static TheoryData<string> Verbs => [.. Commands.Keys];

    static Dictionary<string, Command> Commands { get; } = MembershipCommands.Create().Subcommands
        .Select(verb => ($"membership {verb.Name}", verb))
        .Concat(SearchCommands.Create().Subcommands.Select(verb => ($"search {verb.Name}", verb))).Append(("explain", ExplainCommand.Create()))
        .Concat(PrivacyCommands.Create().Subcommands.Select(verb => ($"privacy {verb.Name}", verb)))
        .ToDictionary(verb => verb.Item1, verb => verb.Item2);

    [Theory]
    [MemberData(nameof(Verbs))]
    public void A_verb_and_each_of_its_options_are_described_and_listed(string name)
    {
        var verb = Commands[name];
        var row = Page.Split('\n').Single(line => line.StartsWith($"| `{name}", StringComparison.Ordinal) && (line[name.Length + 3] is ' ' or '`'));

        Assert.False(string.IsNullOrWhiteSpace(verb.Description));
        Assert.All(verb.Options, option => Assert.False(string.IsNullOrWhiteSpace(option.Description), option.Name));
        Assert.All(verb.Options, option => Assert.Contains(option.Name, row, StringComparison.Ordinal));
    }

    [Fact]
    public void What_changes_a_membership_or_erases_a_person_asks_for_a_reason() => Assert.Equal(
        ["membership add", "membership ban", "membership remove", "membership set-role", "membership unban", "privacy erase"],
        Commands.Where(verb => verb.Value.Options.Any(o => o is { Name: "--reason", Required: true })).Select(v => v.Key).Order());

    [Fact]
    public void Every_exit_code_is_listed()
    {
        var codes = typeof(ExitCodes).GetFields().Select(field => $"| {field.GetRawConstantValue()} |");

        Assert.All(codes, code => Assert.Contains(code, Page, StringComparison.Ordinal));
    }
}
