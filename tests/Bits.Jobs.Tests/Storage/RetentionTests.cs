namespace Bits.Jobs.Tests;

/// <summary>What is old enough goes with its slot, and what is still wanted stays.</summary>
public sealed class RetentionTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    readonly JobQueue _queue = new(database.DataSource);
    readonly PostgresJobStore _store = new(database.DataSource, direct: null);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Once_around_the_ring_old_ended_jobs_are_gone_and_all_others_are_there()
    {
        var ended = await EnqueueAsync("succeeded");
        var dead = await EnqueueAsync("dead");
        var waiting = await EnqueueAsync("pending");
        var later = await EnqueueAsync("pending", TimeSpan.FromDays(300));
        await database.DataSource.SqlAsync("update jobs_queue_job set finished_at = now() - interval '1 day' where state in ('succeeded', 'dead')");

        for (var slot = 0; slot < 8; slot++)
            await TurnAsync();

        Assert.Equal([dead, waiting, later], await IdsAsync());
        await database.DataSource.SqlAsync("update jobs_queue_job set finished_at = now() - interval '100 days' where state = 'dead'");
        for (var slot = 0; slot < 8; slot++)
            await TurnAsync();

        Assert.Equal([waiting, later], await IdsAsync());
        await using var worker = new TestWorker(database, (_, _) => Task.CompletedTask);
        await worker.Worker.DrainAsync(Ct);
        Assert.Equal(waiting, Assert.Single(worker.Handled).Id);
        Assert.DoesNotContain(ended, await IdsAsync());
    }

    [Fact]
    public async Task After_a_restore_into_another_cluster_the_statement_of_the_operations_page_helps()
    {
        const string beginning = "update jobs_queue_job set txid = '3'";
        await database.DataSource.SqlAsync("truncate jobs_queue_job, jobs_queue_low_watermark");
        var old = await EnqueueAsync("pending");
        await database.DataSource.SqlAsync("update jobs_queue_job set txid = '18000000000000000000'");
        await database.DataSource.SqlAsync(
            "insert into jobs_queue_low_watermark values ('default', 0, false, '18100000000000000000', 0, '{18100000000000000000}')");
        var page = await File.ReadAllTextAsync(Path.Combine(ProgramProcess.Repository, "docs/operations/jobs.md"), Ct);
        var from = page.IndexOf(beginning, StringComparison.Ordinal);

        await database.DataSource.SqlAsync(page[from..page.IndexOf('`', from)]);
        var fresh = await EnqueueAsync("pending");

        await using var worker = new TestWorker(database, (_, _) => Task.CompletedTask);
        await worker.Worker.DrainAsync(Ct);
        Assert.Equal([old, fresh], worker.Handled.Select(job => job.Id).Order());
        Assert.Equal("3", await database.DataSource.ValueAsync<string>("select txid::text from jobs_queue_job where id = $1", old));
    }

    // As if the time had passed. A slot waits for the transactions older than its end, those of other tests among them.
    async Task TurnAsync()
    {
        var from = await database.DataSource.ValueAsync<long>("select pg_sequence_last_value('jobs_queue_ring')");
        await database.DataSource.SqlAsync("update jobs_queue_slot set opened_at = opened_at - interval '2 days', closed_at = closed_at - interval '2 days'");
        while (await database.DataSource.ValueAsync<long>("select pg_sequence_last_value('jobs_queue_ring')") == from)
            if (!await _store.RetainAsync(TimeSpan.FromHours(6), TimeSpan.FromDays(90), Ct))
                await Task.Delay(20, Ct);
    }

    async Task<long> EnqueueAsync(string state, TimeSpan? delay = null)
    {
        var id = await _queue.EnqueueAsync(
            new("a"), TestJson.Default.Work, new() { RunAt = delay is { } d ? TimeProvider.System.GetUtcNow() + d : null }, Ct);
        await database.DataSource.SqlAsync("update jobs_queue_job set state = $1 where id = $2 and state <> $1", state, id);
        return id;
    }

    Task<long[]> IdsAsync() => database.DataSource.ValueAsync<long[]>("select array_agg(id order by id) from jobs_queue_job");
}
