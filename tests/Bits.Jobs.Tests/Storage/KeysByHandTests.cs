namespace Bits.Jobs.Tests;

/// <summary>Whoever writes a key by plain SQL need not know of lanes: no job is passed over.</summary>
public sealed class KeysByHandTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    readonly JobQueue _queue = new(database.DataSource, TestJson.Default);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await database.DataSource.SqlAsync(
        "truncate jobs_queue_job, jobs_queue_claim, jobs_queue_worker, jobs_queue_low_watermark");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData(null, "b")]
    [InlineData("a", null)]
    [InlineData("a", "b")]
    public async Task A_job_that_gets_another_key_goes_to_the_end_of_its_lane(string? before, string? after)
    {
        var moved = await _queue.EnqueueAsync(new Work("moved"), new() { PartitionKey = before }, Ct);
        var other = await _queue.EnqueueAsync(new Work("other"), new() { PartitionKey = after }, Ct);
        await using var worker = await new PostgresJobStore(database.DataSource, null).RegisterAsync(
            new("keys", ["default"], ["tests.work"], TimeSpan.FromMinutes(1)), listen: false, Ct);
        await using (var db = await database.DataSource.OpenConnectionAsync(Ct))
        {
            await using var tx = await db.BeginTransactionAsync(Ct);
            await using var locked = new Npgsql.NpgsqlCommand("select from jobs_queue_job where id = $1 for update", db, tx) { Parameters = { new() { Value = moved } } };
            await locked.ExecuteNonQueryAsync(Ct);
            Assert.Equal(other, Assert.Single((await worker.ClaimAsync(10, look: true, Ct)).Jobs).Key.Id); // the lane's place is behind it
        }

        await database.DataSource.SqlAsync("update jobs_queue_job set key = $1::text where id = $2", (object?)after ?? DBNull.Value, moved);

        Assert.Equal(moved, Assert.Single((await worker.ClaimAsync(10, look: true, Ct)).Jobs).Key.Id);
    }
}
