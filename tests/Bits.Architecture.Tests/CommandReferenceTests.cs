using System.Text.RegularExpressions;
using Adminctl.Hosting;

namespace Bits.Architecture.Tests;

/// <summary>The commands of adminctl are helped and documented, each with its options, and no other is.</summary>
public sealed partial class CommandReferenceTests
{
    static readonly string Page = File.ReadAllText(Path.Combine(ProgramProcess.Repository, "docs/reference/adminctl.md"));

    public static TheoryData<string> Verbs => [.. AdminctlVerbs.All.Keys];

    // A row says "jobs pause|resume NAME [--json]": two commands, up to the first word that is not a command's.
    static ILookup<string, string> Rows { get; } = (
        from line in Page.Split('\n')
        let words = Command.Match(line).Groups[1].Value
        where words.Length > 0
        from verb in words.Replace("\\|", "|", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Aggregate((IEnumerable<string>)[""], (made, word) => made.SelectMany(m => word.Split('|').Select(w => $"{m} {w}".Trim())))
        select (verb, line)).ToLookup(row => row.verb, row => row.line);

    [Theory]
    [MemberData(nameof(Verbs))]
    public void A_command_and_each_of_its_options_are_described_and_listed(string name)
    {
        var verb = AdminctlVerbs.All[name];
        Assert.True(Rows.Contains(name), $"docs/reference/adminctl.md has no row `{name} …`");
        var row = Assert.Single(Rows[name]);

        Assert.False(string.IsNullOrWhiteSpace(verb.Description));
        Assert.All(verb.Options, option => Assert.False(string.IsNullOrWhiteSpace(option.Description), option.Name));
        var listed = row.Contains("FILTER", StringComparison.Ordinal) ? row + Rows["jobs list"].Single() : row;
        Assert.All(verb.Options, option => Assert.Contains(option.Name, listed, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_row_is_a_command() => Assert.Empty(Rows.Select(row => row.Key).Except(AdminctlVerbs.All.Keys));

    [Fact]
    public void What_changes_a_membership_or_erases_a_person_asks_for_a_reason() => Assert.Equal(
        ["membership add", "membership ban", "membership remove", "membership set-role", "membership unban", "privacy erase"],
        AdminctlVerbs.All.Where(verb => verb.Key.Split(' ')[0] is "membership" or "privacy")
            .Where(verb => verb.Value.Options.Any(o => o is { Name: "--reason", Required: true })).Select(v => v.Key).Order());

    [Fact]
    public void Every_exit_code_is_listed()
    {
        var codes = typeof(ExitCodes).GetFields().Select(field => $"| {field.GetRawConstantValue()} |");

        Assert.All(codes, code => Assert.Contains(code, Page, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^\| `([a-z][a-z-]*(?: [a-z][a-z\\|-]*)*)")]
    static partial Regex Command { get; }
}
