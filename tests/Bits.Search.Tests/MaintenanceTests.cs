namespace Bits.Search.Tests;

public sealed class MaintenanceTests(TestDatabase database) : SearchTestBase(database)
{
    readonly SearchMaintenance _maintenance = new();

    [Fact]
    public async Task A_reindex_writes_what_an_earlier_version_made_and_nothing_is_missing_meanwhile()
    {
        await WriteAsync([.. Enumerable.Range(0, 1_200).Select(i => Document($"r{i}", "reindexable", $"number {i}") with { Version = i })]);
        await Database.DataSource.SqlAsync("update search_document set index_version = 0, tsv = 'reindex:1A' where entity_id like 'r%'");
        Assert.Equal(1_200, (await StatusAsync()).ToReindex);

        Assert.Equal(1_200, await _maintenance.ReindexAsync(Database.DataSource, Index, ct: Ct));
        Assert.Equal(0, await _maintenance.ReindexAsync(Database.DataSource, Index, ct: Ct));

        Assert.Equal(0, (await StatusAsync()).ToReindex);
        Assert.Equal(["r77"], await IdsAsync(Query("reindexable 77") with { SomeWords = false }));
    }

    [Fact]
    public async Task A_reconciliation_finds_and_repairs_what_is_missing_orphaned_stale_or_for_somebody_else()
    {
        SearchDocument[] owned = [.. new[] { "ok", "missing", "stale", "audience" }.Select(id => Document(id, $"reconciled {id}", surface: Surfaces.Events))];
        await WriteAsync([.. owned, Document("orphan", "reconciled orphan", surface: Surfaces.Events), Document("young", "reconciled young", surface: Surfaces.Events)]);
        await WriteAsync(Document("stale", "old text", surface: Surfaces.Events));
        await Database.DataSource.SqlAsync("delete from search_document where entity_id = 'missing'");
        await Database.DataSource.SqlAsync("update search_document set audience_tags = '{staff}' where entity_id = 'audience'");
        await Database.DataSource.SqlAsync("update search_document set updated_at = now() - interval '2 hours' where entity_id = 'orphan'");
        var drift = new SearchDrift(Missing: 1, Orphaned: 1, Stale: 1, WrongAudience: 1);

        Assert.Equal(drift, await ReconcileAsync(owned, repair: false));
        Assert.Equal(drift, await ReconcileAsync(owned, repair: true));
        Assert.Equal(default, await ReconcileAsync(owned, repair: true));

        Assert.Equal(["audience", "missing", "ok", "stale", "young"], (await IdsAsync(Query("reconciled"))).Order());
    }

    [Fact]
    public async Task A_reconciliation_leaves_alone_what_is_written_while_it_runs()
    {
        await WriteAsync(Document("busy", "quokka old", surface: Surfaces.Jobs));

        var drift = await _maintenance.ReconcileAsync(Database.DataSource, Index, Surfaces.Jobs, OwnedAsync(), ct: Ct);

        Assert.Equal(default, drift);
        Assert.Equal(["busy"], await IdsAsync(Query("quokka newest") with { SomeWords = false }));

        // The owner is read; before the index is, somebody writes.
        async IAsyncEnumerable<SearchDocument> OwnedAsync()
        {
            yield return Document("busy", "quokka old", surface: Surfaces.Jobs);
            await WriteAsync(Document("busy", "quokka newest", surface: Surfaces.Jobs));
        }
    }

    [Fact]
    public async Task Statistics_are_refreshed_when_they_are_due_and_by_one_process_at_a_time()
    {
        await using var db = await Database.DataSource.OpenConnectionAsync(Ct);
        await Database.DataSource.SqlAsync("delete from search_statistics");
        await WriteAsync(Document("due", "due"));

        Assert.True(await _maintenance.TidyAsync(db, Ct));
        Assert.False(await _maintenance.TidyAsync(db, Ct));

        await WriteAsync([.. Enumerable.Range(0, 3_000).Select(i => Document($"due{i}", "due"))]);
        Assert.True(await _maintenance.TidyAsync(db, Ct));
        await Database.DataSource.SqlAsync("update search_statistics set computed_at = now() - interval '25 hours'");
        Assert.True(await _maintenance.TidyAsync(db, Ct));
    }

    async Task<SearchStatus> StatusAsync()
    {
        await using var db = await Database.DataSource.OpenConnectionAsync(Ct);
        return await _maintenance.StatusAsync(db, Ct);
    }

    Task<SearchDrift> ReconcileAsync(SearchDocument[] owned, bool repair) =>
        _maintenance.ReconcileAsync(Database.DataSource, Index, Surfaces.Events, owned.ToAsyncEnumerable(), repair, Ct);
}
