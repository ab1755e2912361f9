using System.CommandLine;
using Adminctl;

namespace Bits.Architecture.Tests;

/// <summary>Every verb of adminctl by its words, such as <c>jobs periodic list</c>.</summary>
static class AdminctlVerbs
{
    // What a verb needs beyond its required options.
    static readonly Dictionary<string, string[]> Samples = new()
    {
        ["call"] = ["accounts.v1/GetMe"],
        ["explain"] = ["--scope=batch:2018"],
        ["accounts set-role"] = ["--role=viewer"],
        ["membership list"] = ["--user=asha"],
        ["jobs retry"] = ["1"],
        ["jobs cancel"] = ["1"],
        ["jobs discard"] = ["--queue=q"],
        ["jobs reschedule"] = ["1", "--in=2h"],
        ["jobs prioritize"] = ["1"],
        ["jobs pause"] = ["--queue=q"],
        ["jobs resume"] = ["--kind=k"],
        ["jobs show"] = ["1"],
        ["jobs explain"] = ["1"],
        ["search query"] = ["text"],
        ["search explain"] = ["text"],
        ["search report"] = ["slow"],
        ["membership import"] = ["README.md", "--dry-run"],
        ["membership set-role"] = ["--role=admin"],
    };

    static readonly Dictionary<string, string> Values = new()
    {
        ["--user"] = "asha",
        ["--notification"] = "0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12",
        ["--as"] = "asha",
        ["--scope"] = "batch:2018",
        ["--can"] = "groups.post",
        ["--reason"] = "because",
        ["--priority"] = "1",
        ["--at"] = "2026-01-01",
        ["--client-id"] = "client",
        ["--name"] = "Name",
        ["--capability"] = "jobs.operate",
        ["--queue"] = "q",
        ["--kind"] = "k",
        ["--cron"] = "* * * * *",
        ["--surface"] = "feed",
        ["--id"] = "1",
        ["--token"] = "t",
        ["--email"] = "asha@example.org",
        ["--programme"] = "0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10",
        ["--run"] = "0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f13",
    };

    public static Dictionary<string, Command> All { get; } = Leaves(Commands.Create(), "").ToDictionary(v => v.Name, v => v.Verb);

    /// <summary>A command line of the verb that is right.</summary>
    /// <param name="verb">The verb.</param>
    /// <param name="without">The name of an option that is left out; null for none.</param>
    public static string[] Line(string verb, string? without = null)
    {
        var command = All[verb];
        var own = (Samples.GetValueOrDefault(verb) ?? [.. command.Arguments.Select(_ => "name")])
            .Where(word => word.Split('=')[0] != without).ToList();
        var required = command.Options.Where(o => o.Required && o.Name != without && !own.Exists(word => word.Split('=')[0] == o.Name));

        return
        [
            .. verb.Split(' '), .. own, .. required.SelectMany(option => (string[])[option.Name, Values[option.Name]]),
            .. command.Options.Where(o => o.Name == "--yes").Select(o => o.Name),
        ];
    }

    /// <summary>Whether the words begin with a verb, or are the beginning of one.</summary>
    public static bool Exists(string[] words)
    {
        Command command = Commands.Create();
        foreach (var word in words)
        {
            if (command.Subcommands.Count == 0)
                return true; // what follows a verb is its own
            if (command.Subcommands.FirstOrDefault(sub => sub.Name == word) is not { } next)
                return false;

            command = next;
        }

        return true;
    }

    /// <summary>What people read: pages, scripts, and the sources with their messages.</summary>
    public static IEnumerable<string> Texts() =>
        from file in Directory.EnumerateFiles(ProgramProcess.Repository, "*", SearchOption.AllDirectories)
        where Path.GetExtension(file) is ".md" or ".sh" or ".cs" or ".razor"
        let place = Path.GetRelativePath(ProgramProcess.Repository, file)
        where !place.StartsWith("artifacts", StringComparison.Ordinal) && !place.StartsWith("tests", StringComparison.Ordinal)
            && place != "CHANGELOG.md"
        select file;

    static IEnumerable<(string Name, Command Verb)> Leaves(Command command, string name)
    {
        if (command.Subcommands.Count == 0)
            return [(name, command)];

        return command.Subcommands.SelectMany(sub => Leaves(sub, name.Length == 0 ? sub.Name : $"{name} {sub.Name}"));
    }
}
