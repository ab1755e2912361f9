using Npgsql;

namespace Bits.EmbeddedPostgres.Tests;

/// <summary>The examples of the README are the code below, and it runs.</summary>
[Collection("environment")]
public sealed class ReadmeTests(PreparedCluster prepared)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_example_says_hello()
    {
        await using var root = await prepared.CopyAsync();
        using var environment = new BitsVariables(null, root.Persistent.BinDirectory, root.Path);

        await HelloAsync();
    }

    [Fact]
    public async Task The_examples_are_code_of_this_file()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "README.md"), Ct);
        var code = Unindented(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "ReadmeTests.cs"), Ct));

        var examples = readme.Split("```csharp\n").Skip(1).Select(text => text.Split("\n```")[0]).ToList();

        Assert.Equal(2, examples.Count);
        Assert.All(examples, example => Assert.Contains(Unindented(example), code));
    }

    static async Task HelloAsync()
    {
        await using var server = await PostgresServer.OpenAsync(
            PostgresOptions.FromEnvironment() with { Report = Console.WriteLine });

        Console.WriteLine(server.Description);
        Console.WriteLine(server.PsqlCommand);

        await using var database = NpgsqlDataSource.Create(server.ConnectionString);
        await using var hello = database.CreateCommand("select 'Hello from ' || version()");
        Console.WriteLine(await hello.ExecuteScalarAsync());
    }

    internal static async Task ForTestsAsync()
    {
        await using var server = await PostgresServer.OpenAsync(new PostgresOptions
        {
            Root = Path.Combine(Path.GetTempPath(), "my-tests"),
            Ephemeral = true,
            Settings = new Dictionary<string, string> { ["max_connections"] = "300" },
        });
    }

    static string Unindented(string text) => string.Join('\n', text.Split('\n').Select(line => line.TrimStart()));
}
