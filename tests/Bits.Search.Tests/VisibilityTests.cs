using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Bits.Search.Tests;

/// <summary>Checks that every statement that reads documents for a caller has the predicate of visibility. The others read for the
/// indexer, for maintenance or for the live index, which filters by itself: the file beside this one holds their full text. To
/// approve a change, run the tests with BITS_APPROVE=1, review the difference and commit the file.</summary>
public sealed class VisibilityTests
{
    static readonly string Approved = Path.Combine(
        ProgramProcess.Repository, "tests", "Bits.Search.Tests", "VisibilityTests.approved.sql");

    [Fact]
    public void Every_statement_without_the_predicate_is_approved()
    {
        var reading = Statements()
            .Where(sql => sql.Contains("from search_document", StringComparison.Ordinal) || sql.Contains("join search_document", StringComparison.Ordinal))
            .Where(sql => !sql.StartsWith("delete", StringComparison.Ordinal))
            .ToList();
        var unfiltered = string.Concat(reading
            .Where(sql => !sql.Contains(Visibility.Predicate, StringComparison.Ordinal))
            .Select(sql => $"{sql.TrimEnd()};\n\n").Distinct().Order(StringComparer.Ordinal));
        if (Environment.GetEnvironmentVariable("BITS_APPROVE") == "1")
            File.WriteAllText(Approved, unfiltered);

        Assert.True(reading.Count >= 8, $"{reading.Count}");
        Assert.Equal(File.ReadAllText(Approved), unfiltered, ignoreLineEndingDifferences: true);
    }

    static IEnumerable<string> Statements()
    {
        using var file = new PEReader(File.OpenRead(typeof(Indexer).Assembly.Location));
        var metadata = file.GetMetadataReader();
        for (var at = MetadataTokens.UserStringHandle(1); !at.IsNil; at = metadata.GetNextHandle(at))
            if (metadata.GetUserString(at).TrimStart().Split(' ', '\n')[0] is "select" or "insert" or "with" or "update" or "delete")
                yield return metadata.GetUserString(at).TrimStart();
    }
}
