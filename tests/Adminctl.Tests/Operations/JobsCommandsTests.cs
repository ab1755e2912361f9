using System.Text.Json;

namespace Adminctl.Tests.Operations;

/// <summary>Jobs as operators handle them, with an audit event for whatever is done.</summary>
[Slow]
public sealed class JobsCommandsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task A_queue_is_paused_explained_and_resumed()
    {
        var id = await EnqueueAsync("pausing");

        var paused = await RunAsync("pause", "--queue=pausing", "--reason=the printer burns");
        var explained = await RunAsync("explain", $"{id}");
        var stats = await RunAsync("stats", "--json");
        var resumed = await RunAsync("resume", "--queue=pausing", "--reason=it is out");
        var again = await RunAsync("resume", "--queue=pausing", "--reason=it is out");

        Assert.Equal(0, paused.ExitCode);
        Assert.Contains("The queue pausing is paused: the printer burns", explained.Output, StringComparison.Ordinal);
        Assert.Contains("the printer burns", stats.Output, StringComparison.Ordinal);
        Assert.Equal(0, resumed.ExitCode);
        Assert.Equal(1, again.ExitCode);
        Assert.Equal(2L, await AuditedAsync("jobs.pause", "jobs.resume"));
    }

    [Fact]
    public async Task A_dead_job_is_shown_retried_with_another_payload_cancelled_and_discarded()
    {
        var id = await EnqueueAsync("dead");
        await RunAsync("cancel", $"{id}", "--reason=a mistake");

        await database.DataSource.SqlAsync("update jobs_queue_job set lease = 1 where id = $1", id);
        await database.DataSource.SqlAsync(
            "insert into jobs_queue_report (job_id, lease, percent, note, said_at, result) values ($1, 1, 40, '2 of 5', now(), '{}')", id);
        var told = await RunAsync("show", $"{id}");
        var shown = await RunAsync("show", $"{id}", "--json");
        Assert.Contains("progress 40 % 2 of 5", told.Output, StringComparison.Ordinal);
        Assert.Contains("result {}", told.Output, StringComparison.Ordinal);
        Assert.Equal("a mistake", JsonDocument.Parse(string.Concat(shown.Lines)).RootElement.GetProperty("failures")[0].GetProperty("message").GetString());
        Assert.Equal(1, (await RunAsync("retry", $"{id}", "--payload=[]", "--reason=once more")).ExitCode);
        Assert.Equal(0, (await RunAsync("retry", $"{id}", """--payload={"a":1}""", "--reason=once more")).ExitCode);
        Assert.Equal("pending|1", await database.DataSource.ValueAsync<string>(
            "select concat_ws('|', state, payload ->> 'a') from jobs_queue_job where id = $1", id));
        Assert.Equal(1, (await RunAsync("discard", $"{id}", "--reason=not dead")).ExitCode);
        await RunAsync("cancel", $"{id}", "--reason=a mistake");
        Assert.Equal(0, (await RunAsync("discard", $"{id}", "--reason=gone")).ExitCode);
        Assert.Equal(1, (await RunAsync("show", $"{id}")).ExitCode);
        Assert.Equal(4L, await AuditedAsync("jobs.cancel", "jobs.retry", "jobs.discard"));
    }

    [Fact]
    public async Task A_job_that_waits_is_moved_to_another_time_and_priority()
    {
        var id = await EnqueueAsync("moving");
        Task<string> WhereAsync() => database.DataSource.ValueAsync<string>(
            "select concat_ws('|', round(extract(epoch from run_at - now()) / 3600), priority, txid is null) from jobs_queue_job where id = $1", id);

        Assert.Equal(0, (await RunAsync("reschedule", $"{id}", "--in=2h", "--reason=after lunch")).ExitCode);
        Assert.Equal("2|0|t", await WhereAsync());
        Assert.Equal(0, (await RunAsync("prioritize", $"{id}", "--priority=-5", "--reason=it is urgent")).ExitCode);
        Assert.Equal("2|-5|t", await WhereAsync());
        Assert.Equal(0, (await RunAsync("reschedule", $"{id}", "--at=2026-03-01T12:00Z", "--reason=now")).ExitCode); // it has passed
        Assert.Equal("0|-5|f", await WhereAsync());

        await database.DataSource.SqlAsync("update jobs_queue_job set state = 'succeeded' where id = $1", id);
        var late = await RunAsync("reschedule", $"{id}", "--in=2h", "--reason=after lunch");
        Assert.Equal(1, late.ExitCode);
        Assert.Contains($"Job {id} is not pending", late.Output, StringComparison.Ordinal);
        Assert.Equal(1, (await RunAsync("prioritize", $"{id}", "--priority=1", "--reason=no")).ExitCode);
        Assert.Equal(3L, await AuditedAsync("jobs.reschedule", "jobs.prioritize"));
    }

    [Theory]
    [InlineData("reschedule", "--in=2h", "--at=2026-03-01")]
    [InlineData("reschedule", "--reason=x")]
    [InlineData("reschedule", "--in=soon")]
    [InlineData("reschedule", "--at=9000-01-01")]
    [InlineData("prioritize", "--priority=40000")]
    [InlineData("prioritize")]
    public async Task A_move_that_cannot_be_is_refused(string verb, params string[] options)
    {
        var id = await EnqueueAsync("refusing");

        var refused = await RunAsync([verb, $"{id}", .. options.Append("--reason=test").Distinct()]);

        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("--", refused.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Unrecognized", refused.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_are_counted_first_and_then_handled_by_a_job()
    {
        for (var i = 0; i < 3; i++)
            await EnqueueAsync("many");

        var counted = await RunAsync("cancel", "--queue=many", "--dry-run", "--reason=all of them");
        var done = await RunAsync("cancel", "--queue=many", "--yes", "--reason=all of them");
        await AdminctlRun.Async(database, ["jobs", "run", "--queue=none", "--drain"]);
        var failures = await RunAsync("failures");

        Assert.Contains("cancel: 3 jobs match.", counted.Output, StringComparison.Ordinal);
        Assert.Equal(0, done.ExitCode);
        Assert.Contains("cancelled: all of them", failures.Output, StringComparison.Ordinal);
        Assert.Equal(3L, await database.DataSource.ValueAsync<long>("select count(*) from jobs_queue_job where queue = 'many' and state = 'dead'"));
    }

    [Fact]
    public async Task A_periodic_job_is_set_run_paused_and_removed_and_a_queue_limited()
    {
        string[] set = ["periodic", "set", "digest", "--kind=groups.notify_post", "--zone=Asia/Kolkata", "--reason=wanted"];

        Assert.Contains("cron: ", (await RunAsync([.. set, "--cron=nonsense"])).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync([.. set, "--cron=30 7 * * *"])).ExitCode);
        Assert.Equal(0, (await RunAsync("periodic", "run", "digest", "--reason=now")).ExitCode);
        Assert.Equal(0, (await RunAsync("periodic", "pause", "digest", "--reason=holidays")).ExitCode);
        Assert.Contains("holidays", (await RunAsync("periodic", "list", "--json")).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("periodic", "remove", "digest", "--reason=unwanted")).ExitCode);
        Assert.Equal(1, (await RunAsync("periodic", "run", "digest", "--reason=now")).ExitCode);

        Assert.Contains("4 at once, 2 per key, 100 in 00:00:01", (await RunAsync(
            "limit", "--queue=mail", "--running=4", "--per-key=2", "--rate=100/1s", "--reason=the provider says so")).Output, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync("limit", "--queue=mail", "--rate=many", "--reason=x")).ExitCode);
        Assert.Equal(1, (await RunAsync("limit", "--queue=mail", "--running=0", "--reason=x")).ExitCode);
    }

    Task<AdminctlRun> RunAsync(params string[] args) => AdminctlRun.Async(database, ["jobs", .. args]);

    Task<long> EnqueueAsync(string queue) => database.DataSource.ValueAsync<long>(
        "insert into jobs_queue_job (queue, kind) values ($1, 'tests.nobody') returning id", queue);

    Task<long> AuditedAsync(params string[] actions) => database.DataSource.ValueAsync<long>(
        "select count(*) from audit_event where action = any ($1)", (object)actions);
}
