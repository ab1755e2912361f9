using Npgsql;

namespace Bits.Jobs.Tests;

public sealed class JobQueueTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    readonly JobQueue _jobs = new(database.DataSource);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_exists_once_its_transaction_commits()
    {
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        await using var tx = await db.BeginTransactionAsync(Ct);
        var id = await _jobs.EnqueueAsync(db, new Work("a"), TestJson.Default.Work, Ct);
        Assert.False(await ExistsAsync(id));

        await tx.CommitAsync(Ct);

        Assert.True(await ExistsAsync(id));
    }

    [Fact]
    public async Task A_job_that_rolls_back_never_existed()
    {
        long id;
        await using (var db = await database.DataSource.OpenConnectionAsync(Ct))
        await using (await db.BeginTransactionAsync(Ct))
            id = await _jobs.EnqueueAsync(db, new Work("a"), TestJson.Default.Work, Ct);

        Assert.False(await ExistsAsync(id));
    }

    [Fact]
    public async Task Many_jobs_are_enqueued_in_the_order_given()
    {
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);

        var ids = await _jobs.EnqueueManyAsync(
            db, [.. Enumerable.Range(0, 1000).Select(i => new Work($"{i}"))], TestJson.Default.Work, ct: Ct);

        Assert.Equal(ids.Order(), ids);
        Assert.Equal("999", await database.DataSource.ValueAsync<string>(
            "select payload ->> 'name' from jobs_queue_job where id = $1", ids[^1]));
    }

    [Fact]
    public async Task Options_are_written_as_given()
    {
        var at = new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.FromHours(5.5));

        var id = await _jobs.EnqueueAsync(
            new("a"), TestJson.Default.Work,
            new() { Queue = "mail", RunAt = at, Priority = -3, MaxAttempts = 2 }, Ct);

        Assert.Equal(
            "mail|-3|2|2030-01-01 21:34:05+00",
            await database.DataSource.ValueAsync<string>(
                "select concat_ws('|', queue, priority, max_attempts, run_at at time zone 'utc' || '+00') "
                + "from jobs_queue_job where id = $1", id));
    }

    [Fact]
    public async Task Any_language_may_enqueue_by_a_plain_insert()
    {
        Assert.Equal(1, await database.DataSource.SqlAsync(
            """insert into jobs_queue_job (kind, payload) values ('tests.work', '{"name": "from psql"}')"""));
    }

    [Theory]
    [InlineData("queue", "''", "jobs_queue_job_queue_is_a_word")]
    [InlineData("queue", "'Upper'", "jobs_queue_job_queue_is_a_word")]
    [InlineData("kind", "'two words'", "jobs_queue_job_kind_is_a_word")]
    [InlineData("payload", "'[1]'", "jobs_queue_job_payload_is_an_object")]
    [InlineData("payload", "jsonb_build_object('a', repeat(md5('x'), 70000))", "jobs_queue_job_payload_is_within_2_mib")]
    [InlineData("run_at", "'10000-01-01'", "jobs_queue_job_run_at_is_before_9999")]
    [InlineData("run_at", "'infinity'", "jobs_queue_job_run_at_is_before_9999")]
    [InlineData("max_attempts", "0", "jobs_queue_job_max_attempts_is_positive")]
    [InlineData("state", "'done'", "jobs_queue_job_state_is_known")]
    [InlineData("state", "'running'", "jobs_queue_job_running_has_a_lease")]
    public async Task A_plain_insert_of_something_bad_is_told_why(string column, string value, string constraint)
    {
        var sql = column == "kind"
            ? $"insert into jobs_queue_job (kind) values ({value})"
            : $"insert into jobs_queue_job (kind, {column}) values ('tests.work', {value})";
        var e = await Assert.ThrowsAsync<PostgresException>(() => database.DataSource.SqlAsync(sql));

        Assert.Equal(constraint, e.ConstraintName);
    }

    [Theory]
    [InlineData("", "options.Queue")]
    [InlineData("two words", "options.Queue")]
    [InlineData("a\0", "options.Queue")]
    public async Task A_bad_queue_is_refused_by_name(string queue, string parameter)
    {
        var e = await Assert.ThrowsAsync<InvalidArgumentException>(
            () => _jobs.EnqueueAsync(new("a"), TestJson.Default.Work, new() { Queue = queue }, Ct));

        Assert.Equal(parameter, e.ParamName);
    }

    [Fact]
    public async Task A_bad_payload_or_number_of_attempts_is_refused_by_name()
    {
        Assert.Equal("args", (await Assert.ThrowsAsync<InvalidArgumentException>(
            () => _jobs.EnqueueAsync(new("nul \0"), TestJson.Default.Work, ct: Ct))).ParamName);
        Assert.Equal("args", (await Assert.ThrowsAsync<InvalidArgumentException>(
            () => _jobs.EnqueueAsync(new(new('x', JobQueue.MaxPayloadBytes)), TestJson.Default.Work, ct: Ct))).ParamName);
        Assert.Equal("options.RunAt", (await Assert.ThrowsAsync<InvalidArgumentException>(
            () => _jobs.EnqueueAsync(new("a"), TestJson.Default.Work, new() { RunAt = DateTimeOffset.MaxValue }, Ct))).ParamName);
        Assert.Equal("options.MaxAttempts", (await Assert.ThrowsAsync<InvalidArgumentException>(
            () => _jobs.EnqueueAsync(new("a"), TestJson.Default.Work, new() { MaxAttempts = 0 }, Ct))).ParamName);
    }

    [Theory]
    [InlineData("""{"a":"plain"}""", false)]
    [InlineData("""{"a":"\u0000"}""", true)]
    [InlineData("""{"a":"\\u0000"}""", false)]
    [InlineData("""{"a":"\\\u0000"}""", true)]
    [InlineData("""{"a":"\\\\u0000 \u0000"}""", true)]
    public void A_nul_is_told_from_its_spelling(string json, bool nul) =>
        Assert.Equal(nul, JobPayload.ContainsNul(System.Text.Encoding.UTF8.GetBytes(json)));

    [Fact]
    public async Task The_states_of_the_code_are_the_states_of_the_table()
    {
        var check = await database.DataSource.ValueAsync<string>(
            "select pg_get_constraintdef(oid) from pg_constraint where conname = 'jobs_queue_job_state_is_known'");

        var states = Enum.GetNames<JobState>().Select(s => s.ToLowerInvariant()).ToList();
        Assert.All(states, state => Assert.Contains($"'{state}'", check, StringComparison.Ordinal));
        Assert.Equal(states.Count, check.Count(c => c == '\'') / 2);
    }

    Task<bool> ExistsAsync(long id) => database.DataSource.ValueAsync<bool>(
        "select exists (select from jobs_queue_job where id = $1)", id);
}
