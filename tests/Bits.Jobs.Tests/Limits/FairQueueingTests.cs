namespace Bits.Jobs.Tests;

/// <summary>Partition keys share a queue by weight, however many jobs of one key wait.</summary>
[Slow]
public sealed class FairQueueingTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    readonly JobQueue _queue = new(database.DataSource);
    readonly JobOperator _operator = new(database.DataSource);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await database.DataSource.SqlAsync(
        "truncate jobs_queue_job, jobs_queue_claim, jobs_queue_worker, jobs_queue_low_watermark, jobs_queue_limit, jobs_queue_weight");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Few_jobs_of_many_keys_do_not_wait_for_the_many_of_one()
    {
        await EnqueueAsync("heavy", 20_000);
        for (var key = 0; key < 50; key++)
            await EnqueueAsync($"light-{key}", 10);
        await using var worker = await RegisterAsync();

        var (claimed, light) = (0, 0);
        while (light < 500)
        {
            var claim = await worker.ClaimAsync(20, look: true, Ct);
            await worker.FinishAsync([.. claim.Jobs.Select(job => job.Key)], [], Ct);
            claimed += claim.Jobs.Count;
            light += claim.Jobs.Count(job => job.PartitionKey != "heavy");
        }

        Assert.InRange(claimed, 500, 1_000); // alone they would have been 500; one key in fifty-one takes a little
    }

    [Fact]
    public async Task Weights_set_the_share_of_a_key()
    {
        await EnqueueAsync("three", 3_000);
        await EnqueueAsync("one", 3_000);
        await using (var db = await database.DataSource.OpenConnectionAsync(Ct))
            await _operator.SetWeightAsync(db, "default", "three", 3, "pays more", Ct);
        await using var worker = await RegisterAsync();

        List<ClaimedJob> claimed = [];
        for (var i = 0; i < 1_000; i++)
            claimed.AddRange((await worker.ClaimAsync(1 + i % 3, look: true, Ct)).Jobs);

        Assert.InRange(claimed.Count(job => job.PartitionKey == "three") / (double)claimed.Count, 0.70, 0.80); // 2,000 draws: six deviations
    }

    [Fact]
    public async Task None_is_passed_over_beside_late_commits_and_none_claimed_twice()
    {
        var random = new Random(7);
        await using var worker = await RegisterAsync();
        HashSet<long> expected = [], claimed = [];
        List<(Npgsql.NpgsqlConnection Db, Npgsql.NpgsqlTransaction Tx)> open = [];

        for (var step = 0; step < 400; step++)
        {
            if (random.Next(3) == 0)
            {
                var db = await database.DataSource.OpenConnectionAsync(Ct);
                var tx = await db.BeginTransactionAsync(Ct);
                for (var i = 0; i < 3; i++)
                    expected.Add(await _queue.EnqueueAsync(db, new($"{step}"), TestJson.Default.Work, new() { PartitionKey = $"k{random.Next(5)}", Priority = (short)random.Next(2) }, Ct));
                open.Add((db, tx));
            }

            if (open.Count > 0 && (random.Next(3) == 0 || open.Count > 6)) // a pooler has ten connections
            {
                var (db, tx) = open[random.Next(open.Count)];
                open.RemoveAll(o => o.Db == db);
                await tx.CommitAsync(Ct);
                await db.DisposeAsync();
            }

            await ClaimAllAsync(2);
        }

        foreach (var (db, tx) in open)
        {
            await tx.CommitAsync(Ct);
            await db.DisposeAsync();
        }

        for (var i = 0; i < 20 && claimed.Count < expected.Count; i++)
            await ClaimAllAsync(500);
        Assert.Equal(expected.Order(), claimed.Order());

        async Task ClaimAllAsync(int limit)
        {
            foreach (var job in (await worker.ClaimAsync(limit, look: true, Ct)).Jobs)
                Assert.True(claimed.Add(job.Key.Id));
        }
    }

    [Fact]
    public async Task Nothing_waits_for_a_thousand_keys_to_end_before_others_have_a_turn()
    {
        for (var i = 0; i < 3_000; i += 100)
            await database.DataSource.SqlAsync(
                "insert into jobs_queue_job (kind, key) select 'tests.work', 'k' || i from generate_series($1, $1 + 99) i", i);
        await using var worker = await RegisterAsync();

        HashSet<string> keys = [];
        for (var i = 0; i < 100 && keys.Count < 3_000; i++)
            keys.UnionWith((await worker.ClaimAsync(200, look: true, Ct)).Jobs.Select(job => job.PartitionKey!));

        Assert.Equal(3_000, keys.Count);
    }

    async Task<IWorkerStore> RegisterAsync() => await new PostgresJobStore(database.DataSource, null).RegisterAsync(
        new("fair", ["default"], ["tests.work"], TimeSpan.FromMinutes(1)), listen: false, Ct);

    Task<IReadOnlyList<long>> EnqueueAsync(string key, int count) => _queue.EnqueueManyAsync(
        [.. Enumerable.Range(0, count).Select(i => new Work($"{i}"))], TestJson.Default.Work, new() { PartitionKey = key }, Ct);
}
