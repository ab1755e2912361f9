using System.Text.RegularExpressions;
using Bits.Platform.Privacy;

namespace Bits.Platform.Tests.Features.People;

/// <summary>docs/privacy.md lists every table, and the part that answers for it.</summary>
public sealed partial class PrivacyPageTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    static IReadOnlyDictionary<string, string> Listed { get; } = Row
        .Matches(File.ReadAllText(Path.Combine(ProgramProcess.Repository, "docs", "privacy.md")))
        .ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value.Trim());

    [Fact]
    public async Task Every_table_is_listed_and_no_other()
    {
        const string sql = """
            select relname::text from pg_class
            where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') and not relispartition
            """;
        await using var command = platform.DataSource.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(Ct);
        var tables = new List<string>();
        while (await reader.ReadAsync(Ct))
            tables.Add(reader.GetString(0));

        Assert.Equal(tables.Order(StringComparer.Ordinal), Listed.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_part_that_is_named_is_the_one_that_answers_for_the_table()
    {
        var answered = platform.Get<IEnumerable<IPersonalData>>().SelectMany(part => part.Tables.Select(table => (table, part.Part)));

        Assert.Equal(
            Listed.Where(row => row.Value.Length > 0).Select(row => (row.Key, row.Value)).Order(), answered.Order());
    }

    // | `table` | part | holds | kept |
    [GeneratedRegex(@"^\| `([a-z_]+)` \| ([a-z ]*)\|[^|]+\|[^|]+\|$", RegexOptions.Multiline)]
    static partial Regex Row { get; }
}
