using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace Bits.Jobs.Tests;

/// <summary>What somebody waits for looks at few rows, however many there are: counted by the server, not timed.</summary>
public sealed class BoundedLookTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    const int Kept = 60_000;
    const int Window = 5_000;

    readonly JobInspector _inspector = new(database.DataSource);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    // Of 60,000 jobs three are of a rare kind and forty of a rare queue, the oldest; one in a hundred is dead.
    public async ValueTask InitializeAsync()
    {
        if (await database.DataSource.ValueAsync<bool>("select exists (select from jobs_queue_job)"))
            return;

        await database.DataSource.SqlAsync("""
            insert into jobs_queue_job (slot, state, finished_at, id, txid, created_at, queue, kind, key, batch)
            select n / 20000, case when n % 100 = 7 then 'dead' else 'succeeded' end, now(), n, '5', now() - (60000 - n) * interval '1 minute',
                   case when n < 40 then 'rare' else 'default' end, case when n < 3 then 'tests.rare' else 'tests.work' end,
                   case when n < 20 then 'asha' end, case when n between 100 and 199 then 7 end
            from generate_series(0, 59999) n
            """);
        await database.DataSource.SqlAsync("""
            insert into jobs_queue_failure (job_id, state, attempt, queue, kind, type, message, detail, signature)
            select id, 'dead', 1, queue, kind, 'X', 'x', 'x', case when id < 1000 then 'X: old' else 'X: new' end from jobs_queue_job where state = 'dead'
            """);
        await database.DataSource.SqlAsync("select setval('jobs_queue_job_id_seq', 60000)");
        await database.DataSource.SqlAsync("""
            insert into jobs_queue_low_watermark (queue, priority, keyed, txid, id, in_flight)
            select q, 0, k, pg_current_xact_id(), 0, '{}' from unnest('{default,rare}'::text[]) q, unnest('{t,f}'::boolean[]) k
            """);
        await database.DataSource.SqlAsync("insert into jobs_queue_job (kind) select 'tests.work' from generate_series(1, 30)");
        await database.DataSource.SqlAsync("analyze");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("{}", 51)]
    [InlineData("""{"kind": "tests.rare"}""", 0)]
    [InlineData("""{"kind": "tests.nothing"}""", 0)]
    [InlineData("""{"queue": "rare"}""", 40)]
    [InlineData("""{"queue": "nothing"}""", 0)]
    [InlineData("""{"state": "pending"}""", 30)]
    [InlineData("""{"state": "running"}""", 0)]
    [InlineData("""{"state": "failed"}""", 0)]
    [InlineData("""{"state": "dead"}""", 51)]
    [InlineData("""{"state": "dead", "kind": "tests.rare"}""", 0)]
    [InlineData("""{"state": "succeeded", "queue": "rare"}""", 39)]
    [InlineData("""{"key": "asha"}""", 20)]
    [InlineData("""{"batch": 7}""", 51)]
    [InlineData("""{"signature": "X: old"}""", 10)]
    [InlineData("""{"kind": "tests.work", "queue": "rare", "state": "pending"}""", 0)]
    public async Task A_page_with_any_filter_walks_over_no_more_than_its_window_and_no_table(string filter, int found)
    {
        var (jobs, read, scans) = await MeasuredAsync(
            $"select count(*) filter (where kind is not null) from jobs_queue_search($1::jsonb, 9223372036854775807, 51, {Window})", filter);

        Assert.Equal(found, jobs);
        Assert.Equal(0, scans);
        Assert.InRange(read, 0, 2 * Window);
    }

    [Fact]
    public async Task Counts_and_groups_do_not_ask_the_jobs_that_are_dead()
    {
        var (kinds, read, scans) = await MeasuredAsync("select count(*) from jobs_queue_counts(10000) where $1 <> ''", "x");

        Assert.Equal(3, kinds); // what waits, what is dead, in two queues
        Assert.Equal(0, scans);
        Assert.InRange(read, 0, 1_000);
        Assert.Equal(Kept / 100, (await _inspector.ListFailureGroupsAsync(Ct)).Sum(group => group.Jobs));
    }

    [Fact]
    public async Task Searching_further_back_finds_the_last_one_and_then_ends()
    {
        List<long> found = [];
        var pages = 0;
        for (JobPage? page = null; page is null || page.Next is not null; pages++)
        {
            page = await _inspector.PageAsync(new(Kind: "tests.rare"), page?.Next, limit: 2, Ct);
            found.AddRange(page.Jobs.Select(job => job.Id));
            Assert.True(page.LookedBackTo is null || page.Next is not null);
        }

        Assert.Equal([2, 1, 0], found);
        Assert.InRange(pages, 3, 5);
    }

    [Fact]
    public async Task A_moment_is_found_without_walking_to_it()
    {
        var day = await database.DataSource.ValueAsync<DateTime>("select created_at from jobs_queue_job where id = 10000");

        var page = await _inspector.PageAsync(new() { EnqueuedFrom = day.AddMinutes(-30), EnqueuedBefore = day }, ct: Ct);

        Assert.Equal(Enumerable.Range(9_970, 30).Reverse().Select(n => (long)n), page.Jobs.Select(job => job.Id));
        Assert.Null(page.Next);
        var (_, read, scans) = await MeasuredAsync(
            $"select count(*) from jobs_queue_search($1::jsonb, 9223372036854775807, 51, {Window})", $$"""{"enqueued_before": "{{day:O}}"}""");
        Assert.Equal(0, scans);
        Assert.InRange(read, 0, Window);
    }

    // The rows of jobs that a statement has read, and how many of their tables it has walked through. The connection may
    // still count what was done on it before.
    [SuppressMessage("Security", "CA2100", Justification = "Tests.")]
    async Task<(long Answer, long Read, long Scans)> MeasuredAsync(string sql, string arg)
    {
        await using var db = await database.Direct.OpenConnectionAsync(Ct);
        await using var tx = await db.BeginTransactionAsync(Ct);
        var before = await CountersAsync(db);
        await using var command = new NpgsqlCommand(sql, db) { Parameters = { new() { Value = arg } } };
        var answer = (long)(await command.ExecuteScalarAsync(Ct))!;
        var after = await CountersAsync(db);
        return (answer, after.Read - before.Read, after.Scans - before.Scans);
    }

    static async Task<(long Read, long Scans)> CountersAsync(NpgsqlConnection db)
    {
        await using var command = new NpgsqlCommand("""
            select sum(seq_tup_read + idx_tup_fetch)::bigint, sum(seq_scan)::bigint
            from pg_stat_xact_user_tables
            where relname like 'jobs\_queue\_job\__'
            """, db);
        await using var row = await command.ExecuteReaderAsync(Ct);
        await row.ReadAsync(Ct);
        return (row.GetInt64(0), row.GetInt64(1));
    }
}
