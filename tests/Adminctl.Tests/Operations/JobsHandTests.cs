using Bits.Platform.Accounts;

namespace Adminctl.Tests.Operations;

/// <summary>By whose hand operators act on jobs: the audit log names them, and what they may not is not done.</summary>
[Slow]
public sealed class JobsHandTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    readonly string _run = $"{Guid.CreateVersion7():N}";

    [Fact]
    public async Task By_a_users_hand_the_audit_log_names_the_user_the_reason_and_the_job()
    {
        var divya = await UserAsync("divya", PlatformRole.Admin);
        var id = await EnqueueAsync("hand");

        foreach (var verb in (string[])["cancel", "retry", "cancel", "discard"])
            await DoneAsync("divya", verb, $"{id}");

        Assert.Equal(
            ["jobs.cancel", "jobs.retry", "jobs.cancel", "jobs.discard"],
            await database.DataSource.ValueAsync<string[]>(
                """
                select array_agg(action order by at)
                from audit_event
                where actor_kind = 'user' and actor_id = $1 and target_type = 'job' and target_id = $2 and outcome = 'success'
                  and personal ->> 'reason' = 'asked for' and source = 'adminctl'
                """,
                divya, $"{id}"));
    }

    [Fact]
    public async Task So_it_does_for_what_is_done_to_queues_to_periodic_jobs_and_to_many_jobs()
    {
        var divya = await UserAsync("divya", PlatformRole.Operator);
        await EnqueueAsync("many");

        await DoneAsync("divya", "pause", "--queue=printing");
        await DoneAsync("divya", "resume", "--queue=printing");
        await DoneAsync("divya", "limit", "--queue=printing", "--running=4");
        await DoneAsync("divya", "periodic", "set", "digest", "--kind=groups.notify_post", "--cron=30 7 * * *");
        foreach (var verb in (string[])["run", "pause", "resume", "remove"])
            await DoneAsync("divya", "periodic", verb, "digest");
        var id = await EnqueueAsync("moved");
        await DoneAsync("divya", "reschedule", $"{id}", "--in=2h");
        await DoneAsync("divya", "prioritize", $"{id}", "--priority=-1");
        await DoneAsync("divya", "cancel", "--queue=many", "--yes");

        Assert.Equal(
            [
                "jobs.pause printing", "jobs.resume printing", "jobs.limit printing", "jobs.periodic_set digest",
                "jobs.periodic_run digest", "jobs.periodic_pause digest", "jobs.periodic_resume digest",
                "jobs.periodic_remove digest", $"jobs.reschedule {id}", $"jobs.prioritize {id}", $"jobs.cancel_many {await BulkJobAsync()}",
            ],
            await database.DataSource.ValueAsync<string[]>(
                "select array_agg(action || ' ' || target_id order by at) from audit_event where actor_kind = 'user' and actor_id = $1", divya));
    }

    [Fact]
    public async Task Without_a_user_it_was_an_operator_of_whom_no_more_is_known()
    {
        var id = await EnqueueAsync("nobody");

        await RunAsync("cancel", $"{id}", "--reason=asked for");

        Assert.Equal("operator|", await database.DataSource.ValueAsync<string>(
            "select actor_kind || '|' || coalesce(actor_id::text, '') from audit_event where target_id = $1", $"{id}"));
    }

    public static TheoryData<string> Verbs => new(
        "cancel 4711", "retry 4711", "discard 4711", "reschedule 4711 --in=2h", "prioritize 4711 --priority=1", "cancel --queue=untouched --yes", "cancel --queue=untouched --dry-run",
        "pause --queue=untouched", "resume --queue=untouched", "limit --queue=untouched --running=1",
        "periodic set untouched --kind=x.y --cron=@daily", "periodic run untouched", "periodic pause untouched",
        "periodic resume untouched", "periodic remove untouched");

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task A_user_that_nobody_knows_is_refused_by_the_name_of_the_option_and_nothing_is_done(string verb)
    {
        await EnqueueAsync("untouched");

        var run = await RunAsync([.. verb.Split(' '), "--reason=x", "--as=nobody"]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("--as: there is no user nobody. Give a user name, an e-mail address or an id.", run.Output, StringComparison.Ordinal);
        Assert.True(await database.DataSource.ValueAsync<bool>(
            """
            select not exists (select from jobs_queue_job where queue = 'untouched' and state <> 'pending')
               and not exists (select from jobs_queue_pause) and not exists (select from jobs_queue_limit where queue = 'untouched')
               and not exists (select from jobs_queue_periodic where name = 'untouched') and not exists (select from audit_event where target_id = 'untouched')
            """));
    }

    [Fact]
    public async Task Who_may_not_is_told_so_before_anything_is_counted_or_done()
    {
        await UserAsync("asha", role: null);
        await UserAsync("bikram", PlatformRole.Operator);
        var id = await EnqueueAsync("refused");

        var stranger = await AsAsync("asha", "cancel", $"{id}");
        var counting = await AsAsync("asha", "cancel", "--queue=refused", "--dry-run");
        var discarding = await AsAsync("bikram", "discard", "--queue=refused", "--dry-run");

        Assert.All([stranger, counting, discarding], run =>
        {
            Assert.Equal(1, run.ExitCode);
            Assert.Contains("needs the platform role", run.Output, StringComparison.Ordinal);
            Assert.DoesNotContain(" match.", run.Output, StringComparison.Ordinal);
        });
        Assert.Equal("pending", await database.DataSource.ValueAsync<string>("select state from jobs_queue_job where id = $1", id));
    }

    async Task DoneAsync(string user, params string[] args)
    {
        var run = await AsAsync(user, args);
        Assert.True(run.ExitCode == 0, $"{string.Join(' ', args)}: {run.Output}");
    }

    Task<AdminctlRun> AsAsync(string user, params string[] args) => RunAsync([.. args, "--reason=asked for", $"--as={user}.{_run}"]);

    Task<AdminctlRun> RunAsync(params string[] args) => AdminctlRun.Async(database, ["jobs", .. args]);

    Task<long> EnqueueAsync(string queue) => database.DataSource.ValueAsync<long>(
        "insert into jobs_queue_job (queue, kind) values ($1, 'tests.nobody') returning id", queue);

    Task<long> BulkJobAsync() => database.DataSource.ValueAsync<long>("select id from jobs_queue_job where kind like '%bulk%'");

    async Task<Guid> UserAsync(string name, PlatformRole? role)
    {
        var id = Guid.CreateVersion7();
        await database.DataSource.SqlAsync(
            "insert into accounts_user (id, username, email, name, platform_role) values ($1, $2, $2 || '@example.org', $3, $4)",
            id, $"{name}.{_run}", name, (object?)role?.ToString().ToLowerInvariant() ?? DBNull.Value);
        return id;
    }
}
