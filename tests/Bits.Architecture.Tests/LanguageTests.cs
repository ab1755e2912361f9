using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Bits.Architecture.Tests;

/// <summary>The house speaks the field's language: old names are gone, and banned words stand in no text.</summary>
public sealed partial class LanguageTests
{
    static readonly string Root = ProgramProcess.Repository;

    static readonly string[] Assemblies =
    [
        "Bits.Membership", "Bits.Jobs", "Bits.Jobs.Testing", "Bits.Search", "Bits.Recommender", "Bits.Matching", "Bits.EmbeddedPostgres",
        "Bits.Platform", "Bits.Pages",
        "Bits.Console", "Bits.Web", "Bits.Backend", "adminctl",
    ];

    static IEnumerable<string> Texts =>
        Directory.EnumerateFiles(Path.Combine(Root, "src"), "*", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(Root, "*.md"))
            .Where(file => Path.GetExtension(file) is ".cs" or ".sql" or ".razor" or ".md" or ".css" or ".js")
            .Where(file => !file.Contains("vendor", StringComparison.Ordinal));

    [Fact]
    public void No_text_has_a_banned_word() => Assert.Empty(Find(Banned, Texts));

    [Theory]
    [InlineData("Tells whoever asks.")]
    [InlineData("Writes documents anew.")]
    [InlineData("Null where none is.")]
    [InlineData("Nobody is told.")]
    [InlineData("Whence a call comes.")]
    public void A_banned_word_is_found(string text) => Assert.Matches(Banned, text);

    [Fact]
    public void No_text_has_a_private_phrase() => Assert.Empty(Find(Private, Texts
        .Concat(Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.sh", SearchOption.AllDirectories))
        .Where(file => !IsRecord(file))));

    [Theory]
    [InlineData("Somebody at the server gives roles.")]
    [InlineData("Three jobs would be meant.")]
    [InlineData("This page is not yours to see.")]
    [InlineData("By whose hand it was done.")]
    [InlineData("What came of it.")]
    [InlineData("What is wrong and how to mend it.")]
    [InlineData("The queue goes on.")]
    [InlineData("One, unless told otherwise.")]
    [InlineData("Whatever failed runs again.")]
    [InlineData("Nobody knows who asks.")]
    public void A_private_phrase_is_found(string text) => Assert.Matches(Private, text);

    [Fact]
    public void No_old_name_is_declared()
    {
        var old = File.ReadAllLines(Path.Combine(Root, "tests", "Bits.Architecture.Tests", "Surfaces", "OldNames.txt"))
            .Where(line => line.Length > 0 && line[0] != '#').ToHashSet(StringComparer.Ordinal);

        var declared = Assemblies.Select(Assembly.Load).SelectMany(Names)
            .Concat(Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.sql", SearchOption.AllDirectories).Select(Path.GetFileNameWithoutExtension));

        Assert.Empty(declared.Where(name => old.Contains(name!)).Distinct());
    }

    [Fact]
    public void Lines_of_the_docs_have_at_most_120_characters() => Assert.Empty(
        from file in Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Root, "*.md"))
        from line in Prose(file)
        where line.Item.Length > 120 && !line.Item.StartsWith('|') && !line.Item.Contains("](", StringComparison.Ordinal)
        select $"{Path.GetRelativePath(Root, file)}:{line.Index + 1}: {line.Item.Length}");

    [Fact]
    public void No_source_file_has_more_than_250_lines() => Assert.Empty(
        from file in Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories)
        where !file.EndsWith(".g.cs", StringComparison.Ordinal)
        let lines = File.ReadLines(file).Count()
        where lines > 250
        select $"{Path.GetRelativePath(Root, file)}: {lines}");

    [Theory]
    [InlineData("Search: fold titles once", 0)]
    [InlineData("Add a glossary", 0)]
    [InlineData("Merge branch 'jobs'", 0)]
    [InlineData("Added a glossary", 1)]
    [InlineData("Search: folding titles", 1)]
    [InlineData("Add a glossary.", 1)]
    [InlineData("Add a subject that goes on and on and on and on until no log shows it on a line", 1)]
    public async Task The_hook_checks_the_subject_of_a_commit(string subject, int exitCode)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, $"{subject}\n\nBody.\n", TestContext.Current.CancellationToken);
        using var hook = Process.Start(new ProcessStartInfo("bash", [Path.Combine(Root, ".githooks", "commit-msg"), file])
        {
            RedirectStandardError = true,
        })!;
        await hook.WaitForExitAsync(TestContext.Current.CancellationToken);
        File.Delete(file);

        Assert.Equal(exitCode, hook.ExitCode);
    }

    // Numbered scripts, which never change once applied, and what releases were.
    static bool IsRecord(string file) => Path.GetFileName(file) is var name && (char.IsAsciiDigit(name[0]) || name == "CHANGELOG.md");

    static IEnumerable<string> Find(Regex words, IEnumerable<string> files) =>
        from file in files
        from line in File.ReadLines(file).Index()
        let match = words.Match(line.Item)
        where match.Success
        select $"{Path.GetRelativePath(Root, file)}:{line.Index + 1}: {match.Value}";

    // Without blocks of code.
    static IEnumerable<(int Index, string Item)> Prose(string file)
    {
        var isCode = false;
        foreach (var line in File.ReadLines(file).Index())
        {
            isCode ^= line.Item.TrimStart().StartsWith("```", StringComparison.Ordinal);
            if (!isCode)
                yield return line;
        }
    }

    static IEnumerable<string> Names(Assembly assembly) =>
        from type in assembly.GetTypes()
        from name in type.GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Select(member => member.Name).Prepend(type.Name.Split('`')[0])
        select name;

    // The login "nobody" of Unix is a name.
    [GeneratedRegex("""\b(whoever|whence|anew|none is)\b|(?<!["`])(?<!<c>)\bnobody\b""", RegexOptions.IgnoreCase)]
    static partial Regex Banned { get; }

    [GeneratedRegex(
        """\b(somebody|anybody|whose hand|what (came|became) of|mend(s|ed|ing)?|goes on|go on|(told|said) otherwise|would be meant|yours to see|is to be read|what(ever|soever) (is|was|they|it|failed)|wherever|of whom|who (asks|calls)|is none)\b""",
        RegexOptions.IgnoreCase)]
    static partial Regex Private { get; }
}
