using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Bits.Platform;
using Npgsql;

namespace Bits.Architecture.Tests;

/// <summary>A function of the database is found in one file by its name, and the file shows what runs.</summary>
public sealed partial class FunctionFileTests(EmptyDatabase database) : IClassFixture<EmptyDatabase>, IAsyncLifetime
{
    const int MaxLines = 60;

    static readonly string Source = Path.Combine(ProgramProcess.Repository, "src");

    static readonly string[] Files =
    [
        .. Directory.EnumerateFiles(Source, "*.sql", SearchOption.AllDirectories)
            .Where(file => file.Contains($"{Path.DirectorySeparatorChar}Functions{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        await database.DataSource.SqlAsync("drop schema public cascade; create schema public");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public void Each_file_makes_the_function_or_view_of_its_name_and_no_other() => Assert.Empty(
        from file in Files
        let made = Made.Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value).ToList()
        where made is not [var only] || only != Path.GetFileNameWithoutExtension(file)
        select $"{Short(file)} makes {string.Join(", ", made)}");

    [Fact]
    public void Each_file_has_a_comment_at_its_head_and_at_most_60_lines() => Assert.Empty(
        from file in Files
        let lines = File.ReadAllLines(file)
        let isSaid = lines.FirstOrDefault(line => line != "-- frozen") is { } first && first.StartsWith("-- ", StringComparison.Ordinal)
        where !isSaid || lines.Length > MaxLines
        select $"{Short(file)}: {lines.Length} lines, {(isSaid ? "a comment" : "no comment")}");

    [Fact]
    public void No_numbered_script_makes_a_function_a_view_or_a_trigger() => Assert.Empty(
        from file in Directory.EnumerateFiles(Source, "*.sql", SearchOption.AllDirectories)
        where char.IsAsciiDigit(Path.GetFileName(file)[0]) && MadeAnywhere.IsMatch(File.ReadAllText(file))
        select Short(file));

    [Fact]
    public void No_name_is_made_twice() =>
        Assert.Empty(Files.GroupBy(Path.GetFileName, StringComparer.Ordinal).Where(same => same.Count() > 1).Select(same => same.Key));

    // Migrations leave the bodies unchecked, as one may name another that comes later.
    [Fact]
    [SuppressMessage("Security", "CA2100", Justification = "Files of this repository.")]
    public async Task Every_body_is_valid_on_the_whole_schema()
    {
        await PlatformSchema.MigrateAsync(database.DataSource, Ct);
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        var faults = new List<string>();
        foreach (var file in Files)
        {
            await using var tx = await db.BeginTransactionAsync(Ct);
            await using var command = new NpgsqlCommand(await File.ReadAllTextAsync(file, Ct), db);
            if (await Record.ExceptionAsync(() => command.ExecuteNonQueryAsync(Ct)) is { } e)
                faults.Add($"{Short(file)}: {e.Message}");
            await tx.RollbackAsync(Ct);
        }

        Assert.Empty(faults);
        Assert.NotEmpty(Files);
    }

    static string Short(string file) => Path.GetRelativePath(Source, file);

    [GeneratedRegex(@"^create or replace (?:function|view|procedure) (\w+)", RegexOptions.Multiline)]
    static partial Regex Made { get; }

    [GeneratedRegex(@"^\s*create\s+(?:or\s+replace\s+)?(?:function|view|procedure|trigger|constraint\s+trigger)\b", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    static partial Regex MadeAnywhere { get; }
}
