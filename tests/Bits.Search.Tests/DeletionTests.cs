using Bits.Search.Tests.Live;

namespace Bits.Search.Tests;

/// <summary>A deletion is a write: the later version wins, in whatever order they commit.</summary>
public sealed class DeletionTests(TestDatabase database) : SearchTestBase(database)
{
    [Fact]
    public async Task An_older_version_that_comes_after_a_deletion_does_not_bring_the_document_back()
    {
        await using var rig = await LiveRig.ReadyAsync(Database.Direct, Ct);
        var live = new Searcher(Database.DataSource, live: rig.Index);
        var document = Document("late", "quagga") with { Version = 4 };
        await WriteAsync(document);

        await DeleteAsync("late", version: 5);
        foreach (var version in new[] { 4, 5 })
        {
            await WriteAsync(document with { Version = version });
            Assert.Empty(await IdsAsync(Query("quagga")));
            Assert.Empty((await live.SearchAsync(Query("quagga"), Ct)).Hits);
        }

        await WriteAsync(document with { Version = 6 });
        Assert.Equal(["late"], await IdsAsync(Query("quagga")));
        Assert.Single((await live.SearchAsync(Query("quagga"), Ct)).Hits);
    }

    [Fact]
    public async Task A_deletion_before_the_document_came_and_one_of_an_older_version_do_what_their_versions_say()
    {
        await DeleteAsync("never", version: 2);
        await WriteAsync(Document("never", "thylacine") with { Version = 1 }, Document("newer", "thylacine") with { Version = 9 });

        await DeleteAsync("newer", version: 8);

        Assert.Equal(["newer"], await IdsAsync(Query("thylacine")));
    }

    [Fact]
    public async Task A_writer_that_waited_for_a_deletion_finds_it()
    {
        await WriteAsync(Document("raced", "aurochs") with { Version = 1 });
        await using var deleter = await Database.DataSource.OpenConnectionAsync(Ct);
        await using var tx = await deleter.BeginTransactionAsync(Ct);
        await Index.DeleteAsync(deleter, Surfaces.Groups, "raced", 3, Ct);

        var writing = WriteAsync(Document("raced", "aurochs again") with { Version = 2 });
        await Database.DataSource.EventuallyAsync(
            "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%search_document%')");
        await tx.CommitAsync(Ct);
        await writing;

        Assert.Empty(await IdsAsync(Query("aurochs")));
    }

    [Fact]
    public async Task What_was_deleted_is_counted_nowhere_not_written_anew_and_forgotten_after_thirty_days()
    {
        await using var db = await Database.DataSource.OpenConnectionAsync(Ct);
        await WriteAsync(Document("gone", "dodo") with { Version = 1 });
        var before = (await new SearchMaintenance(Institute.Options).StatusAsync(db, Ct)).Documents[Surfaces.Groups];
        await DeleteAsync("gone", version: 2);

        Assert.Equal(before - 1, (await new SearchMaintenance(Institute.Options).StatusAsync(db, Ct)).Documents.GetValueOrDefault(Surfaces.Groups));
        await new SearchMaintenance(Institute.Options).ReindexAsync(Database.DataSource, Index, everything: true, Ct);
        Assert.Empty(await IdsAsync(Query("dodo")));

        await Database.DataSource.SqlAsync("update search_document set deleted_at = now() - interval '31 days' where entity_id = 'gone'");
        await new SearchMaintenance(Institute.Options).TidyAsync(db, Ct);
        Assert.Equal(0L, await Database.DataSource.ValueAsync<long>("select count(*) from search_document where entity_id = 'gone'"));
    }

    async Task DeleteAsync(string id, long version)
    {
        await using var db = await Database.DataSource.OpenConnectionAsync(Ct);
        await Index.DeleteAsync(db, Surfaces.Groups, id, version, Ct);
    }
}
