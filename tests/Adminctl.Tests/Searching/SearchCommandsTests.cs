using System.Text.Json;
using Bits.Platform;
using Bits.Search;

namespace Adminctl.Tests.Searching;

[Slow]
public sealed class SearchCommandsTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await database.DataSource.SqlAsync("delete from search_document; delete from posts_post; delete from groups_group");
        await database.DataSource.SqlAsync(
            "insert into accounts_user (id, username, email, name) values ($1, 'asha', 'asha@example.org', 'Asha') on conflict do nothing",
            Guid.CreateVersion7());
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        await new Indexer().BulkUpsertAsync(
            db,
            [
                new(Surfaces.Events, "open", "Rowing on Sunday", "at the boat house", [AudienceTags.Institute]),
                new(Surfaces.Events, "secret", "Rowing of the staff", "", [AudienceTags.Staff]),
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

    [Fact]
    public async Task A_reconciliation_says_how_the_index_differs_and_mends_it_when_told_to()
    {
        var group = Guid.CreateVersion7();
        await database.DataSource.SqlAsync(
            "insert into groups_group (id, kind, slug, name, description, visibility, created_at) values ($1, 'interest', 'drift', 'Drift', '', 'public', now())", group);
        await database.DataSource.SqlAsync(
            "insert into posts_post (id, scope, author_id, body, created_at) values ($1, 'group:' || $2, $2, 'drifted', now())", Guid.CreateVersion7(), group);

        var counted = await AdminctlRun.Async(database, ["search", "reconcile", "--json"]);
        var mended = await AdminctlRun.Async(database, ["search", "reconcile", "--repair", "--yes"]);
        var good = await AdminctlRun.Async(database, ["search", "reconcile"]);

        Assert.Equal(4, counted.ExitCode);
        Assert.Contains("\"missing\":2", counted.Output, StringComparison.Ordinal);
        Assert.Equal((0, 0), (mended.ExitCode, good.ExitCode));
        Assert.Equal(2L, await database.DataSource.ValueAsync<long>("select count(*) from search_document where surface = 'groups'"));
        Assert.True(await database.DataSource.ValueAsync<bool>("select exists (select from audit_event where action = 'search.repair')"));
    }

    [Fact]
    public async Task A_probe_writes_finds_removes_and_leaves_nothing()
    {
        var run = await AdminctlRun.Async(database, ["search", "probe"]);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Found when written, gone when removed", run.Output, StringComparison.Ordinal);
        Assert.Equal(0L, await database.DataSource.ValueAsync<long>("select count(*) from search_document where entity_id like 'probe:%'"));
    }

    [Fact]
    public async Task A_report_shows_what_several_people_asked_for_and_did_not_find()
    {
        await database.DataSource.SqlAsync(
            """
            insert into search_query (asked_by, words, hits, milliseconds, path)
            select i::text::bytea, case when i < 4 then 'kayak' else 'lonely' end, 0, 2, 'live' from generate_series(1, 4) as i
            """);

        var run = await AdminctlRun.Async(database, ["search", "report", "unanswered"]);

        Assert.Contains("kayak", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("lonely", run.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await AdminctlRun.Async(database, ["search", "report", "slow", "--json"])).ExitCode);
        Assert.Equal(0, (await AdminctlRun.Async(database, ["search", "report", "trending", "--days", "30"])).ExitCode);
    }
}
