using Bits.Search.Live.Follow;
using Bits.Search.Ranking;
using Npgsql;

namespace Bits.Search.Tests.Live;

/// <summary>The live index when something goes wrong, when changes are pruned, and when it has slept too long.</summary>
public sealed class LiveMaintenanceTests(TestDatabase database) : SearchTestBase(database), IAsyncLifetime
{
    static readonly LiveIndexOptions Impatient = new() { RetryAfter = TimeSpan.FromMilliseconds(20) };

    public async ValueTask InitializeAsync() => await Database.DataSource.SqlAsync("truncate search_document cascade");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task What_nobody_expected_ends_neither_the_index_nor_a_search()
    {
        await WriteAsync(Document("boat", "rowing boat"));
        await using var rig = await LiveRig.ReadyAsync(Database.Direct, Ct, Impatient);
        var searcher = new Searcher(Database.DataSource, live: rig.Index);

        await Database.DataSource.SqlAsync("create table search_test_kept as select * from search_horizon");
        await Database.DataSource.SqlAsync("delete from search_horizon"); // a statement that always had a row has none
        Assert.Equal("boat", Assert.Single((await searcher.SearchAsync(Query("rowing"), Ct)).Hits).EntityId);
        await rig.WaitForAsync(LiveIndexState.Failed, Ct);
        Assert.Equal("boat", Assert.Single((await searcher.SearchAsync(Query("rowing"), Ct)).Hits).EntityId);

        await Database.DataSource.SqlAsync("insert into search_horizon select * from search_test_kept; drop table search_test_kept");
        await rig.WaitForAsync(LiveIndexState.Ready, Ct);
        var before = rig.Index.Health.Answers;
        Assert.Equal("boat", Assert.Single((await searcher.SearchAsync(Query("rowing"), Ct)).Hits).EntityId);
        Assert.Equal(before + 1, rig.Index.Health.Answers);
    }

    [Fact]
    public async Task An_index_that_ends_waits_for_the_pull_that_is_under_way()
    {
        const string waits = "select exists (select from pg_locks where relation = 'search_horizon'::regclass and not granted)";
        await using var db = await Database.DataSource.OpenConnectionAsync(Ct);
        await using var tx = await db.BeginTransactionAsync(Ct);
        var rig = await LiveRig.ReadyAsync(Database.Direct, Ct);
        await using var held = new NpgsqlCommand("lock search_horizon", db);
        await held.ExecuteNonQueryAsync(Ct);
        var search = rig.OpenAsync(Ct);
        await Database.DataSource.EventuallyAsync(waits);

        var ending = rig.DisposeAsync().AsTask();
        await tx.CommitAsync(Ct);

        await ending;
        await search; // the one under way, or the next, which found nothing to do
    }

    [Fact]
    public async Task What_is_old_is_pruned_and_an_index_that_has_read_it_goes_on()
    {
        var corpus = new Corpus(31);
        await using var db = await Database.DataSource.OpenConnectionAsync(Ct);
        await using var rig = await LiveRig.ReadyAsync(Database.Direct, Ct);
        await LiveData.WriteAsync(db, Enumerable.Range(1, 50).Select(id => corpus.Document(id)), Ct);
        await rig.CheckAsync(db, corpus.Question(MatchGroup.AllWords), isShared: true, Ct);

        while (await Database.DataSource.ValueAsync<bool>("select exists (select from search_change)"))
        {
            await PruneAsync();
            Assert.NotNull(await rig.OpenAsync(Ct)); // as it does every second
        }

        await LiveData.WriteAsync(db, [corpus.Document(7)], Ct);

        await rig.CheckAsync(db, corpus.Question(MatchGroup.SomeWords), isShared: true, Ct);
        Assert.Equal(0, rig.Index.Health.Fallbacks);
    }

    [Fact]
    public async Task An_index_that_slept_while_changes_were_pruned_knows_it_and_has_no_answer()
    {
        var corpus = new Corpus(32);
        await using var db = await Database.DataSource.OpenConnectionAsync(Ct);
        await LiveData.WriteAsync(db, [corpus.Document(1)], Ct);
        var loaded = await new LiveLoader(Database.DataSource, maxBytes: 1 << 30).LoadAsync(Ct);
        await using var follower = new ChangeFollower(Database.DataSource, 1_000, new(), e => Assert.Fail($"{e}")) { State = loaded.State };
        Assert.NotNull(await LiveRig.NowAsync(follower.Begin(), Ct));

        await LiveData.WriteAsync(db, [corpus.Document(2)], Ct);
        while (await Database.DataSource.ValueAsync<bool>("select exists (select from search_change)"))
            await PruneAsync();

        Assert.Null(await LiveRig.NowAsync(follower.Begin(), Ct));
        Assert.Null(follower.State); // so the index reloads
    }

    [Fact]
    public async Task What_an_open_transaction_has_changed_is_never_pruned()
    {
        var corpus = new Corpus(33);
        await using var db = await Database.DataSource.OpenConnectionAsync(Ct);
        await using var slow = await Database.DataSource.OpenConnectionAsync(Ct);
        await using var rig = await LiveRig.ReadyAsync(Database.Direct, Ct);
        await using var tx = await slow.BeginTransactionAsync(Ct);
        await LiveData.WriteAsync(slow, [corpus.Document(5)], Ct);
        await LiveData.WriteAsync(db, [corpus.Document(6)], Ct);

        for (var i = 0; i < 3; i++)
        {
            await rig.CheckAsync(db, corpus.Question(MatchGroup.SomeWords), isShared: true, Ct);
            await PruneAsync();
        }

        await tx.CommitAsync(Ct);
        await rig.CheckAsync(db, corpus.Question(MatchGroup.SomeWords), isShared: true, Ct);
        Assert.Equal(2, rig.Index.Health.Documents);
        Assert.Equal(0, rig.Index.Health.Fallbacks);
    }

    [Fact]
    public async Task Many_who_prune_at_once_disturb_nobody()
    {
        var corpus = new Corpus(34);
        await using var db = await Database.DataSource.OpenConnectionAsync(Ct);
        await using var rig = await LiveRig.ReadyAsync(Database.Direct, Ct);

        for (var i = 0; i < 10; i++)
        {
            await Database.DataSource.SqlAsync("update search_horizon set marked_at = now() - interval '1 hour'");
            var pruning = Enumerable.Range(0, 4).Select(_ => RunPrunerAsync()).ToList();
            await LiveData.WriteAsync(db, [corpus.Document(1 + (i % 5))], Ct);
            await rig.CheckAsync(db, corpus.Question(MatchGroup.SomeWords), isShared: true, Ct);
            await Task.WhenAll(pruning);
        }

        Assert.Equal(0, rig.Index.Health.Fallbacks);
    }

    // As when the mark is an hour old. Transactions of other databases of the server hold it back, for as long as they last.
    async Task<int> PruneAsync()
    {
        await Database.DataSource.SqlAsync("update search_horizon set marked_at = now() - interval '1 hour'");
        return await RunPrunerAsync();
    }

    Task<int> RunPrunerAsync() => new ChangePruner(Database.DataSource, keep: TimeSpan.FromMinutes(10)).PruneAsync(Ct);
}
