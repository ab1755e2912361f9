using System.Text.Json;
using Bits.Search;

namespace Adminctl.Tests;

public sealed class SearchCommandsTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await database.DataSource.SqlAsync(
            "insert into accounts_user (id, username, email, name) values ($1, 'asha', 'asha@example.org', 'Asha') on conflict do nothing",
            Guid.CreateVersion7());
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        await new Indexer().BulkUpsertAsync(
            db,
            [
                new(Surfaces.Events, "open", "Rowing on Sunday", "at the boat house", [AudienceTag.Institute]),
                new(Surfaces.Events, "secret", "Rowing of the staff", "", [AudienceTag.Staff]),
            ], Ct);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_query_finds_what_the_user_would_find()
    {
        var run = await AdminctlRun.Async(database, ["search", "query", "rowing sunday", "--as", "asha", "--json"]);

        Assert.Equal(0, run.ExitCode);
        var hits = JsonDocument.Parse(run.Output[run.Output.IndexOf('{', StringComparison.Ordinal)..]).RootElement.GetProperty("hits");
        Assert.Equal("open", Assert.Single(hits.EnumerateArray()).GetProperty("entityId").GetString());
    }

    [Fact]
    public async Task An_explanation_names_the_words_and_the_tag_and_hides_what_the_user_may_not_see()
    {
        var found = await AdminctlRun.Async(
            database, ["search", "explain", "rowing house", "--as", "asha", "--surface", "events", "--id", "open"]);
        var secret = await AdminctlRun.Async(
            database, ["search", "explain", "rowing", "--as", "asha", "--surface", "events", "--id", "secret"]);
        var absent = await AdminctlRun.Async(
            database, ["search", "explain", "rowing", "--as", "asha", "--surface", "events", "--id", "absent"]);

        Assert.Contains("institute", found.Output, StringComparison.Ordinal);
        Assert.Contains("all words", found.Output, StringComparison.Ordinal);
        Assert.Equal(secret, absent);
        Assert.Equal(1, secret.ExitCode);
    }

    [Fact]
    public async Task The_index_is_kept_from_the_command_line()
    {
        await database.DataSource.SqlAsync("update search_document set index_version = 0");

        Assert.Contains("2", (await AdminctlRun.Async(database, ["search", "stats", "--json"])).Output, StringComparison.Ordinal);
        Assert.Contains("2 documents written", (await AdminctlRun.Async(database, ["search", "reindex"])).Output, StringComparison.Ordinal);
        Assert.Contains("0 documents written", (await AdminctlRun.Async(database, ["search", "reindex"])).Output, StringComparison.Ordinal);
        Assert.Contains("Statistics version", (await AdminctlRun.Async(database, ["search", "refresh"])).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no user nobody", "search", "query", "x", "--as", "nobody")]
    [InlineData("--limit", "search", "query", "x", "--as", "asha", "--limit", "0")]
    [InlineData("--surface", "search", "query", "x", "--as", "asha", "--surface", "people")]
    public async Task What_cannot_be_says_why(string word, params string[] args)
    {
        var run = await AdminctlRun.Async(database, args);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(word, run.Output, StringComparison.Ordinal);
    }
}
