using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Bits.Search.Tests;

/// <summary>The predicate of visibility stands in every statement that reads documents for a caller.</summary>
public sealed class VisibilityTests
{
    // What reads documents for nobody: it tells no caller anything of a document.
    static readonly string[] ForNobody =
    [
        "insert into search_body", // the indexer compares what it writes
        "select coalesce(max(id), 0) from search_document", // where the newest blocks begin
        "/* live index */", // fills the memory, which asks for the tags itself
        "/* maintenance */", // for operators: they see numbers
    ];

    [Fact]
    public void Every_statement_that_reads_documents_asks_for_the_tags()
    {
        var reading = Statements()
            .Where(sql => sql.Contains("from search_document", StringComparison.Ordinal) || sql.Contains("join search_document", StringComparison.Ordinal))
            .Where(sql => !sql.StartsWith("delete", StringComparison.Ordinal))
            .ToList();

        Assert.True(reading.Count >= 8, $"{reading.Count}");
        Assert.All(
            reading.Where(sql => !ForNobody.Any(known => sql.Contains(known, StringComparison.Ordinal))),
            sql => Assert.True(
                sql.Contains(Visibility.Predicate, StringComparison.Ordinal), sql));
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
