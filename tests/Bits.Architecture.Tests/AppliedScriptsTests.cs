using System.Security.Cryptography;

namespace Bits.Architecture.Tests;

/// <summary>Numbered scripts and frozen functions stay as they were applied. BITS_APPROVE=1 adds new ones to the ledger and
/// never changes a line of it.</summary>
public sealed class AppliedScriptsTests
{
    static string Ledger => Path.Combine(
        ProgramProcess.Repository, "tests", "Bits.Architecture.Tests", "Surfaces", "Migrations.approved.txt");

    [Fact]
    public void No_script_or_frozen_function_is_edited_renamed_or_removed()
    {
        var scripts = Directory.EnumerateFiles(Path.Combine(ProgramProcess.Repository, "src"), "*.sql", SearchOption.AllDirectories)
            .Where(file => char.IsAsciiDigit(Path.GetFileName(file)[0]) || File.ReadLines(file).First() == "-- frozen")
            .Select(Line)
            .Order(StringComparer.Ordinal)
            .ToList();
        var entered = File.ReadAllLines(Ledger);
        if (Environment.GetEnvironmentVariable("BITS_APPROVE") == "1")
            File.WriteAllLines(Ledger, entered = [.. entered.Concat(scripts.ExceptBy(entered.Select(Name), Name)).Order(StringComparer.Ordinal)]);

        Assert.Equal(entered, scripts);
    }

    // Line ends are the checkout's business; what the database has run is not.
    static string Line(string file)
    {
        var text = File.ReadAllText(file).ReplaceLineEndings("\n");
        var name = Path.GetRelativePath(Path.Combine(ProgramProcess.Repository, "src"), file).Replace('\\', '/');

        return $"{name} {Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)))}";
    }

    static string Name(string line) => line[..line.IndexOf(' ', StringComparison.Ordinal)];
}
