using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.RegularExpressions;
using Bits.Jobs;
using Bits.Jobs.Testing;
using Bits.Membership;
using Bits.Platform;
using Bits.Search;
using Npgsql;

namespace Bits.Architecture.Tests;

/// <summary>Every statement in the house is prepared against the migrated schema: a typo is a red test.</summary>
public sealed partial class SqlTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    static readonly Assembly[] Owners =
    [
        typeof(Memberships).Assembly, typeof(JobQueue).Assembly, typeof(TestJobs).Assembly, typeof(Indexer).Assembly,
        typeof(PlatformSchema).Assembly, Assembly.Load("Bits.Pages"), Assembly.Load("Bits.Console"), Assembly.Load("Bits.Web"), Assembly.Load("Bits.Backend"),
        Assembly.Load("adminctl"),
    ];

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Statements =>
        [.. Owners.SelectMany(owner => Sql(owner).Select(sql => (owner.GetName().Name!, sql)))];

    [Theory]
    [MemberData(nameof(Statements))]
    [SuppressMessage("Security", "CA2100", Justification = "Constants of our own assemblies.")]
    public async Task Every_statement_prepares(string assembly, string sql)
    {
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        await using var command = new NpgsqlCommand($"prepare house as {sql}; deallocate house", db);

        var error = await Record.ExceptionAsync(() => command.ExecuteNonQueryAsync(Ct));

        Assert.True(error is null, $"{assembly}: {error?.Message}\n{sql}");
    }

    [Theory]
    [InlineData("Bits.Membership", "memberships_")]
    [InlineData("Bits.Jobs", "jobs_queue_")]
    [InlineData("Bits.Jobs.Testing", "jobs_queue_")]
    [InlineData("Bits.Search", "search_")]
    public void A_pillar_speaks_to_its_own_tables_only(string assembly, string prefix)
    {
        var foreign = from sql in Sql(Assembly.Load(assembly))
                      from table in Tables(sql)
                      where !table.StartsWith(prefix, StringComparison.Ordinal)
                          && !table.StartsWith("schema_migration", StringComparison.Ordinal)
                          && table is not ("pg_class" or "pg_proc" or "pg_attribute" or "pg_default_acl") // the server's own, read to set rights
                      select $"{table} in: {sql}";

        Assert.Empty(foreign);
    }

    [Fact]
    public void Nobody_else_speaks_to_the_tables_of_a_pillar()
    {
        var foreign = from owner in Owners.Skip(4)
                      from sql in Sql(owner)
                      from table in Tables(sql)
                      where table.StartsWith("memberships_", StringComparison.Ordinal)
                          || table.StartsWith("jobs_queue_", StringComparison.Ordinal)
                          || table.StartsWith("search_", StringComparison.Ordinal)
                      select $"{table} in {owner.GetName().Name}: {sql}";

        Assert.Empty(foreign);
    }

    [Fact]
    public void The_statements_are_really_found() => Assert.True(Statements.Count > 50, $"{Statements.Count}");

    static IEnumerable<string> Tables(string sql) =>
        TableName.Matches(sql).Select(match => match.Groups[1].Value).Where(name => name.Contains('_', StringComparison.Ordinal));

    internal static IEnumerable<string> Sql(Assembly assembly) => AssemblyTexts.Of(assembly).Where(
        text => text.TrimStart().Split(' ', '\n') is ["select" or "insert" or "update" or "delete" or "with", _, ..]);

    [GeneratedRegex(@"\b(?:from|join|into|update)\s+([a-z_]+)\b(?!\s*\()")]
    static partial Regex TableName { get; }
}
