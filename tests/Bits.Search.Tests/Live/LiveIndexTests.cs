using Bits.Search.Live.Follow;
using Bits.Search.Ranking;
using Npgsql;

namespace Bits.Search.Tests.Live;

/// <summary>The live index against the table: always what a statement at the same moment would find.</summary>
public sealed class LiveIndexTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    const int Documents = 400;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await database.DataSource.SqlAsync("truncate search_document cascade");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Loads_what_is_there_and_follows_what_changes()
    {
        var corpus = await FilledAsync(seed: 1);
        await using var rig = await LiveRig.ReadyAsync(database.Direct, Ct);
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);

        for (var i = 0; i < 60; i++)
        {
            await ChangeAsync(db, corpus);
            await rig.CheckAsync(db, corpus.Question((MatchGroup)(i % 2)), isShared: i % 3 != 0, Ct);
        }

        Assert.Equal(0, rig.Index.Meter.Fallbacks);
    }

    [Fact]
    public async Task A_transaction_sees_its_own_changes_as_its_statements_do_and_nobody_else_does()
    {
        var corpus = await FilledAsync(seed: 2);
        await using var rig = await LiveRig.ReadyAsync(database.Direct, Ct);
        await using var inside = await database.DataSource.OpenConnectionAsync(Ct);
        await using var outside = await database.DataSource.OpenConnectionAsync(Ct);

        for (var round = 0; round < 12; round++)
        {
            await using (var tx = await inside.BeginTransactionAsync(Ct))
            {
                for (var step = 0; step < 6; step++)
                {
                    await StepAsync(tx, inside, corpus, step);
                    if (step % 2 == 0)
                        await ChangeAsync(outside, corpus, from: 200);
                    await rig.CheckAsync(inside, corpus.Question((MatchGroup)(step % 2)), isShared: false, Ct);
                    await rig.CheckAsync(outside, corpus.Question((MatchGroup)(step % 2)), isShared: step % 3 != 0, Ct);
                }

                if (round % 2 == 0)
                    await tx.CommitAsync(Ct);
                else
                    await tx.RollbackAsync(Ct);
            }

            await rig.CheckAsync(outside, corpus.Question(MatchGroup.AllWords), isShared: true, Ct);
        }
    }

    // Two of the steps set savepoints, and two go back to them.
    static async Task StepAsync(NpgsqlTransaction tx, NpgsqlConnection db, Corpus corpus, int step)
    {
        switch (step)
        {
            case 1:
                await tx.SaveAsync("one", Ct);
                break;
            case 2:
                await tx.SaveAsync("two", Ct);
                break;
            case 3:
                await tx.RollbackAsync("two", Ct);
                return;
            case 5:
                await tx.RollbackAsync("one", Ct);
                return;
        }

        await ChangeAsync(db, corpus, to: 200);
    }

    [Fact, Slow]
    public async Task Every_commit_is_seen_by_the_next_search_while_others_write()
    {
        const int probes = 500;
        var corpus = await FilledAsync(seed: 3);
        await using var rig = await LiveRig.ReadyAsync(database.Direct, Ct);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var writers = Enumerable.Range(0, 2).Select(i => Task.Run(() => WriteUntilAsync(new(100 + i), stop.Token), Ct)).ToList();

        var misses = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(() => ProbeAsync(rig, 10_000 + (i * 1_000), probes), Ct)));
        await stop.CancelAsync();
        await Task.WhenAll(writers);

        Assert.Equal(0, misses.Sum());
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        await rig.CheckAsync(db, corpus.Question(MatchGroup.AllWords), isShared: true, Ct);
    }

    [Fact]
    public async Task A_transaction_that_stays_open_for_long_is_seen_when_it_commits_and_makes_no_pull_read_more()
    {
        var corpus = await FilledAsync(seed: 4);
        await using var rig = await LiveRig.ReadyAsync(database.Direct, Ct);
        await using var slow = await database.DataSource.OpenConnectionAsync(Ct);
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        await using var tx = await slow.BeginTransactionAsync(Ct);
        await LiveData.WriteAsync(slow, [corpus.Document(5_000)], Ct);

        for (var i = 0; i < 40; i++)
        {
            await LiveData.WriteAsync(db, [corpus.Document(1 + (i % 20))], Ct);
            await rig.CheckAsync(db, corpus.Question(MatchGroup.SomeWords), isShared: true, Ct);
        }

        var moment = (await rig.OpenAsync(Ct))!;
        Assert.Equal(1, await FetchedAsync(moment.SegmentSet.AsOf.Snapshot, db, corpus));
        await tx.CommitAsync(Ct);
        Assert.Equal(2, await FetchedAsync(moment.SegmentSet.AsOf.Snapshot, db, corpus));
        await rig.CheckAsync(db, corpus.Question(MatchGroup.AllWords), isShared: true, Ct);
    }

    // How many documents a pull reads that comes after one more change.
    static async Task<int> FetchedAsync(PgSnapshot since, NpgsqlConnection db, Corpus corpus)
    {
        await LiveData.WriteAsync(db, [corpus.Document(1)], Ct);
        await using var command = ChangeReader.Command(db);
        return (await new ChangeReader(new(), new()).ReadAsync(command, since, 100, Ct)).Changes.Count;
    }

    [Fact]
    public async Task A_transaction_with_one_snapshot_for_all_its_statements_is_left_to_the_database()
    {
        await FilledAsync(seed: 5);
        await using var rig = await LiveRig.ReadyAsync(database.Direct, Ct);
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        await using var tx = await db.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, Ct);

        Assert.Null(await rig.OpenAsync(db, Ct));
    }

    [Fact]
    public async Task More_changes_than_a_search_takes_in_are_left_to_the_database_until_they_are_taken_in()
    {
        var corpus = await FilledAsync(seed: 6);
        await using var rig = await LiveRig.ReadyAsync(database.Direct, Ct, new() { MaxChangesPerSearch = 50 });
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        await using (var tx = await db.BeginTransactionAsync(Ct))
        {
            await LiveData.WriteAsync(db, Enumerable.Range(1, 300).Select(id => corpus.Document(id)), Ct);
            Assert.Null(await rig.OpenAsync(db, Ct));
            await tx.CommitAsync(Ct);
        }

        Assert.Null(await rig.OpenAsync(Ct));
        await rig.WaitForAsync(LiveIndexState.Ready, Ct);
        await rig.CheckAsync(db, corpus.Question(MatchGroup.AllWords), isShared: true, Ct);
    }

    [Fact]
    public async Task Two_nodes_agree_and_one_that_comes_later_too()
    {
        var corpus = await FilledAsync(seed: 7);
        await using var one = await LiveRig.ReadyAsync(database.Direct, Ct);
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        await ChangeAsync(db, corpus);
        await using var other = await LiveRig.ReadyAsync(database.Direct, Ct);

        for (var i = 0; i < 10; i++)
        {
            await ChangeAsync(db, corpus);
            var query = corpus.Question((MatchGroup)(i % 2));
            await one.CheckAsync(db, query, isShared: true, Ct);
            await other.CheckAsync(db, query, isShared: true, Ct);
        }
    }

    [Fact]
    public async Task Documents_that_need_more_memory_than_allowed_are_left_to_the_database()
    {
        await FilledAsync(seed: 8);

        var loaded = await new LiveLoader(database.DataSource, maxBytes: 1_000).LoadAsync(Ct);

        Assert.Null(loaded.State);
        Assert.Equal(LiveIndexState.TooLarge, loaded.Why);
    }

    [Fact]
    public async Task After_a_truncate_it_loads_anew()
    {
        var corpus = await FilledAsync(seed: 9);
        await using var rig = await LiveRig.ReadyAsync(database.Direct, Ct);
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);

        await database.DataSource.SqlAsync("truncate search_document cascade");
        Assert.Null(await rig.OpenAsync(Ct));

        await rig.WaitForAsync(LiveIndexState.Ready, Ct);
        await rig.CheckAsync(db, corpus.Question(MatchGroup.AllWords), isShared: true, Ct);
        Assert.Equal(0, rig.Index.Health.Documents);
    }

    [Fact]
    public async Task It_goes_on_when_its_connection_was_ended()
    {
        var corpus = await FilledAsync(seed: 10);
        await using var own = NpgsqlDataSource.Create(await database.DirectAsync() + ";Application Name=live");
        await using var rig = await LiveRig.ReadyAsync(own, Ct);
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        await rig.CheckAsync(db, corpus.Question(MatchGroup.AllWords), isShared: true, Ct);

        await database.DataSource.SqlAsync(
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'live'");
        while (await rig.OpenAsync(Ct) is null)
            await Task.Delay(10, Ct);

        await ChangeAsync(db, corpus);
        await rig.CheckAsync(db, corpus.Question(MatchGroup.AllWords), isShared: true, Ct);
    }

    async Task<Corpus> FilledAsync(int seed)
    {
        var corpus = new Corpus(seed);
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        await LiveData.WriteAsync(db, Enumerable.Range(1, Documents).Select(id => corpus.Document(id)), Ct);
        return corpus;
    }

    static async Task ChangeAsync(NpgsqlConnection db, Corpus corpus, int from = 1, int to = Documents)
    {
        await LiveData.WriteAsync(db, Enumerable.Range(0, corpus.Random.Next(1, 5)).Select(_ => corpus.Document(corpus.Random.Next(from, to))), Ct);
        await LiveData.DeleteAsync(db, [corpus.Random.Next(from, to)], Ct);
    }

    async Task WriteUntilAsync(Corpus corpus, CancellationToken stop)
    {
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        while (!stop.IsCancellationRequested)
            await ChangeAsync(db, corpus);
    }

    // Commits documents, each with a word of its own, and searches for it at once.
    async Task<int> ProbeAsync(LiveRig rig, int firstId, int probes)
    {
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        var (corpus, misses) = (new Corpus(firstId), 0);
        for (var i = 0; i < probes; i++)
        {
            var document = corpus.Document(firstId + i) with { Tags = ["institute"] };
            var word = $"probe{firstId + i}";
            document.Words[word] = new(1, 0);
            await LiveData.WriteAsync(db, [document], Ct);

            var query = corpus.Question(MatchGroup.AllWords) with
            {
                Query = new([new LexemeTerm(word)], [new(word, [new(0, 1, MatchKind.Word, 1)])], [], new(1, 1_000, new(3, 30), new(), Corpus.Now)),
                AudienceTags = ["institute"],
                Surfaces = null,
                ExcludedAuthors = [],
            };
            if (await rig.OpenAsync(Ct) is not { } moment || moment.Find(query).Documents is not [{ } found] || found.Id != document.Id)
                misses++;
        }

        return misses;
    }
}
