using Npgsql;

namespace Bits.Search.Tests.Live;

/// <summary>A search scans before it knows what has committed since. Locks stop it between its steps: the read of changes waits
/// for <c>search_horizon</c>, the texts of the page for <c>search_body</c>.</summary>
[Slow]
public sealed class SpeculationTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    static readonly AudienceTag[] Batch = [AudienceTags.Batch(2018)];

    readonly Indexer _index = new();

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    // Each search scans what the index has from before, and learns then of a commit that came before it.
    [Fact]
    public async Task A_scan_of_what_was_is_made_again_when_a_commit_came_before_the_search()
    {
        var (rig, searcher) = await OpenAsync();
        await using var _ = rig;
        var random = new Random(5);
        var shown = new HashSet<string>();

        foreach (var step in Cases.Numbers(2_000))
        {
            var id = $"{random.Next(12)}";
            if (shown.Remove(id))
                await WriteAsync(Document(id) with { AudienceTags = [AudienceTags.Batch(1999)] });
            else
                await WriteAsync(Document(id), shown.Add(id));
            await QuietAsync(rig, step % 3);

            Assert.Equal(shown.Order(), await FindAsync(searcher, limit: 20));
        }

        Assert.Equal(0, rig.Index.Health.Fallbacks);
    }

    [Fact]
    public async Task What_a_caller_loses_while_the_changes_are_read_leaves_no_hole_in_the_page()
    {
        var (rig, searcher) = await OpenAsync();
        await using var _ = rig;
        foreach (var id in Enumerable.Range(0, 6))
            await WriteAsync(Document($"{id}"));
        await QuietAsync(rig, times: 2);

        var (search, page) = (default(Task<string[]>)!, default(string[])!);
        await WhileLockedAsync("search_horizon", async () =>
        {
            search = FindAsync(searcher, limit: 3);
            await WaitForAsync("search_horizon"); // the scan is made, or will be, of the old documents
            page = await FindAsync(new Searcher(database.DataSource), limit: 3);
            await WriteAsync(Document(page[0]) with { AudienceTags = [AudienceTags.Batch(1999)] });
        });

        var found = await search;
        Assert.Equal(3, found.Length);
        Assert.DoesNotContain(page[0], found);
    }

    [Fact]
    public async Task What_a_caller_loses_before_the_texts_are_read_is_not_shown()
    {
        var (rig, searcher) = await OpenAsync();
        await using var _ = rig;
        foreach (var id in Enumerable.Range(0, 6))
            await WriteAsync(Document($"{id}"));
        await QuietAsync(rig, times: 2);

        var search = default(Task<string[]>)!;
        await WhileLockedAsync("search_body", async () =>
        {
            search = FindAsync(searcher, limit: 20);
            await WaitForAsync("search_body"); // the changes are read, the texts not
            await HideAsync("3");
        });

        Assert.DoesNotContain("3", await search);
    }

    [Fact]
    public async Task A_transaction_that_has_written_finds_its_own_documents_and_one_with_one_snapshot_what_that_shows()
    {
        var (rig, searcher) = await OpenAsync();
        await using var _ = rig;
        await WriteAsync(Document("old"));
        await QuietAsync(rig, times: 2);
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        await using (await db.BeginTransactionAsync(Ct))
        {
            await _index.UpsertAsync(db, Document("own"), Ct);
            Assert.Equal(["old", "own"], await FindAsync(searcher, limit: 20, db));
            Assert.Equal(["old"], await FindAsync(searcher, limit: 20));
        }

        await using var snapshot = await db.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, Ct);
        Assert.Equal(["old"], await FindAsync(searcher, limit: 20, db));
        await WriteAsync(Document("new"));
        Assert.Equal(["old"], await FindAsync(searcher, limit: 20, db));
        Assert.Equal(["new", "old"], await FindAsync(searcher, limit: 20));
    }

    async Task<(LiveRig Rig, Searcher Searcher)> OpenAsync()
    {
        await database.DataSource.SqlAsync("delete from search_document");
        var rig = await LiveRig.ReadyAsync(database.Direct, Ct);
        return (rig, new(database.DataSource, live: rig.Index));
    }

    // Some reads of changes that find none: then the next search scans at once.
    static async Task QuietAsync(LiveRig rig, int times)
    {
        for (var i = 0; i < times; i++)
            await rig.OpenAsync(Ct);
    }

    static async Task<string[]> FindAsync(Searcher searcher, int limit, NpgsqlConnection? db = null)
    {
        var query = new SearchQuery("zanzibar", Batch) { Limit = limit };
        var page = db is null ? await searcher.SearchAsync(query, Ct) : await searcher.SearchAsync(db, query, Ct);
        return [.. page.Hits.Select(hit => hit.EntityId).Order()];
    }

    async Task WriteAsync(SearchDocument document, bool _ = true)
    {
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        await _index.UpsertAsync(db, document, Ct);
    }

    // By the document alone: its text is locked.
    Task HideAsync(string id) => database.DataSource.SqlAsync(
        "update search_document set audience_tags = '{batch:1999}' where entity_id = $1", id);

    async Task WhileLockedAsync(string table, Func<Task> work)
    {
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        await using var tx = await db.BeginTransactionAsync(Ct);
        await db.SqlAsync($"lock table {table} in access exclusive mode");
        await work();
        await tx.CommitAsync(Ct);
    }

    Task WaitForAsync(string table) => database.DataSource.EventuallyAsync(
        $"select exists (select from pg_locks where relation = '{table}'::regclass and not granted)");

    static SearchDocument Document(string id) => new(Surfaces.Groups, id, "zanzibar plans", "Where to meet.", [.. Batch]);
}
