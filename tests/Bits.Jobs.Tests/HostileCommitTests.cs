using System.Collections.Concurrent;
using Npgsql;

namespace Bits.Jobs.Tests;

/// <summary>Transactions that commit when they like, or never.</summary>
[Slow]
public sealed class HostileCommitTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    readonly JobQueue _queue = new(database.DataSource);
    readonly ConcurrentBag<long> _committed = [];

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_commits_is_done_once_whenever_it_commits_and_nobody_waits_for_another()
    {
        await using var wide = NpgsqlDataSource.Create(database.ConnectionString + ";Maximum Pool Size=60");
        var workers = Enumerable.Range(0, 8).Select(_ => new TestWorker(wide, (_, _) => Task.CompletedTask)).ToList();
        using var stop = new CancellationTokenSource();
        var running = workers.Select(w => w.Worker.RunAsync(stop.Token)).ToList();

        var late = ProduceLateAsync();
        await Task.WhenAll(Enumerable.Range(1, 8).Select(ProduceAsync));
        Assert.False(late.IsCompleted); // the others did not wait for it
        await late;
        await database.AllEndedAsync();
        await stop.CancelAsync();
        await Task.WhenAll(running);

        var handled = workers.SelectMany(w => w.Handled).Select(job => job.Id).ToList();
        Assert.Equal(_committed.Order(), handled.Order()); // none is missing, none was done twice
        foreach (var worker in workers)
            await worker.DisposeAsync();
    }

    async Task ProduceAsync(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 60; i++)
        {
            await using var db = await database.DataSource.OpenConnectionAsync(Ct);
            await using var tx = await db.BeginTransactionAsync(Ct);
            List<long> ids = [];
            for (var n = random.Next(1, 6); n > 0; n--)
                ids.Add(await _queue.EnqueueAsync(
                    db, new Work($"{seed}"), TestJson.Default.Work, new() { Priority = (short)random.Next(2) }, Ct));

            await Task.Delay(random.Next(60), Ct);
            if (random.Next(10) == 0)
                continue;

            await tx.CommitAsync(Ct);
            ids.ForEach(_committed.Add);
        }
    }

    async Task ProduceLateAsync()
    {
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        await using var tx = await db.BeginTransactionAsync(Ct);
        var ids = await _queue.EnqueueManyAsync(
            db, [.. Enumerable.Range(0, 40).Select(i => new Work($"late {i}"))], TestJson.Default.Work, ct: Ct);
        await Task.Delay(TimeSpan.FromSeconds(12), Ct);
        await tx.CommitAsync(Ct);
        foreach (var id in ids)
            _committed.Add(id);
    }
}
