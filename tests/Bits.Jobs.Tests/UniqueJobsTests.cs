namespace Bits.Jobs.Tests;

public sealed class UniqueJobsTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    readonly JobQueue _queue = new(database.DataSource);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        await database.DataSource.SqlAsync("truncate jobs_queue_job, jobs_queue_unique");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Each_row_of_many_says_whether_it_is_new()
    {
        var first = await EnqueueAsync(["a", "b"]);
        var second = await EnqueueAsync(["b", "c", "a", "c"]);

        Assert.All(first, job => Assert.True(job.IsNew));
        Assert.Equal([false, true, false, false], second.Select(job => job.IsNew));
        Assert.Equal([first[1].Id, second[1].Id, first[0].Id, second[1].Id], second.Select(job => job.Id));
        Assert.Equal(3L, await CountAsync());
    }

    [Fact]
    public async Task Of_sixty_four_that_want_one_key_at_once_one_gets_it()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => EnqueueAsync(["storm"]))));

        Assert.Equal(1, all.Count(jobs => jobs[0].IsNew));
        Assert.Single(all.Select(jobs => jobs[0].Id).Distinct());
        Assert.Equal(1L, await CountAsync());
    }

    [Theory]
    [InlineData("succeeded", true)]
    [InlineData("dead", true)]
    [InlineData("pending", false)]
    [InlineData("failed", false)]
    public async Task A_key_is_free_once_its_holder_has_ended_however_it_did(string state, bool free)
    {
        await EnqueueAsync(["a"]);
        await database.DataSource.SqlAsync("update jobs_queue_job set state = $1", state);

        Assert.Equal(free, (await EnqueueAsync(["a"]))[0].IsNew);
    }

    [Fact]
    public async Task A_key_whose_holder_was_deleted_is_free()
    {
        await EnqueueAsync(["a"]);
        await database.DataSource.SqlAsync("delete from jobs_queue_job");

        Assert.True((await EnqueueAsync(["a"]))[0].IsNew);
    }

    [Fact]
    public async Task Within_its_window_a_key_is_held_by_a_job_that_has_ended()
    {
        var hour = new UniqueScope { Window = TimeSpan.FromHours(1) };
        await EnqueueAsync(["a"], hour);
        await database.DataSource.SqlAsync("update jobs_queue_job set state = 'succeeded'");
        Assert.False((await EnqueueAsync(["a"], hour))[0].IsNew);

        await database.DataSource.SqlAsync("update jobs_queue_unique set held_until = now()");
        Assert.True((await EnqueueAsync(["a"], hour))[0].IsNew);
    }

    [Fact]
    public async Task A_key_of_a_transaction_that_rolls_back_was_never_taken()
    {
        await using (var db = await database.DataSource.OpenConnectionAsync(Ct))
        await using (await db.BeginTransactionAsync(Ct))
            Assert.True((await _queue.EnqueueUniqueAsync(
                db, [new Work("a")], job => job.Name, TestJson.Default.Work, ct: Ct))[0].IsNew);

        Assert.Equal(0L, await CountAsync());
        Assert.True((await EnqueueAsync(["a"]))[0].IsNew);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nul \0")]
    public async Task A_bad_key_is_refused_by_name(string key) =>
        Assert.Equal("key", (await Assert.ThrowsAsync<InvalidArgumentException>(() => EnqueueAsync([key]))).ParamName);

    async Task<IReadOnlyList<EnqueuedJob>> EnqueueAsync(string[] names, UniqueScope? scope = null)
    {
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        return await _queue.EnqueueUniqueAsync(
            db, [.. names.Select(name => new Work(name.Replace('\0', ' ')))], job => names.First(n => n.Replace('\0', ' ') == job.Name), TestJson.Default.Work, scope, ct: Ct);
    }

    Task<long> CountAsync() => database.DataSource.ValueAsync<long>("select count(*) from jobs_queue_job");
}
