using System.Text.Json.Serialization;
using Bits.Jobs;
using Bits.Platform.Accounts;
using static Microsoft.Playwright.Assertions;

namespace Bits.Console.Tests.Operations;

/// <summary>What operators do with jobs, in a browser.</summary>
[Slow]
public sealed class JobsTests(ConsoleUnderTest console) : IClassFixture<ConsoleUnderTest>
{
    const int Many = 50_000;

    [Fact]
    public async Task A_job_is_found_by_the_filter_and_opened_with_the_keyboard()
    {
        await DeadAsync("test.filter", 3);
        await DeadAsync("test.other", 2);
        await using var tab = await console.OpenAsync(PlatformRole.Viewer, "/admin/jobs?state=dead&kind=test.other");

        await tab.Page.Locator("input[name=kind]").FillAsync("test.filter");
        await tab.Page.Keyboard.PressAsync("Enter");
        await Expect(tab.Page.Locator("#list tbody tr")).ToHaveCountAsync(3);
        await Expect(tab.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("kind=test.filter"));
        Assert.DoesNotContain("from=", tab.Page.Url, StringComparison.Ordinal);

        await tab.Page.Locator("#main").FocusAsync();
        await tab.Page.Keyboard.PressAsync("j");
        await tab.Page.Keyboard.PressAsync("Enter");

        await Expect(tab.Page.Locator("h1")).ToHaveTextAsync("test.filter");
        await Expect(tab.Page.Locator("#attempts")).ToContainTextAsync("The mail server said no.");
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task All_that_match_are_counted_and_run_again_though_the_page_shows_fifty()
    {
        await DeadAsync("test.many", Many);
        await using var tab = await console.OpenAsync(PlatformRole.Operator, "/admin/failures");
        await tab.Page.Locator("tr", new() { HasText = "test.many" }).Locator("a").First.ClickAsync();

        await tab.Button("retry-matching").ClickAsync();
        await tab.Page.Locator("#retry-matching .count button").ClickAsync();
        await Expect(tab.Page.Locator("#retry-matching output")).ToHaveTextAsync("50,000 jobs");
        await tab.Page.Keyboard.PressAsync("Escape");
        await tab.ActAsync("retry-matching", "The mail server is back.");

        await Expect(tab.Page.Locator(".banner.good")).ToContainTextAsync("retried in the background");
        await console.DataSource.EventuallyAsync(
            "select count(*) filter (where state = 'pending' and attempt = 0) = $1::bigint from jobs_queue_job where kind = 'test.many'", (long)Many);
        await Audited("jobs.retry_matching", "The mail server is back.");
    }

    [Fact]
    public async Task A_rare_kind_is_searched_for_further_and_further_back()
    {
        await console.DataSource.SqlAsync("insert into jobs_queue_job (kind, state, finished_at) values ('test.rare', 'succeeded', now())");
        await console.DataSource.SqlAsync(
            "insert into jobs_queue_job (kind, state, finished_at) select 'test.often', 'succeeded', now() from generate_series(1, 35000)");
        await using var tab = await console.OpenAsync(PlatformRole.Viewer, "/admin/jobs?kind=test.rare");

        await Expect(tab.Page.Locator("#list")).ToContainTextAsync("Older jobs are not searched yet.");
        await tab.Page.Locator("#further").ClickAsync();

        await Expect(tab.Page.Locator("#list tbody tr")).ToHaveCountAsync(1);
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task The_steps_of_a_workflow_are_on_the_page_of_each_of_its_jobs()
    {
        await using var db = await console.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var started = await new JobQueue(console.DataSource).StartWorkflowAsync(db, Workflow.Chain(
            Step("fetch"), Step("parse")), TestContext.Current.CancellationToken);
        await using var tab = await console.OpenAsync(PlatformRole.Viewer, $"/admin/jobs/{started.Jobs["parse"]}");

        await Expect(tab.Page.Locator("#state")).ToContainTextAsync("Waiting for other jobs");
        await Expect(tab.Page.Locator("#state")).ToContainTextAsync($"It waits for fetch (job {started.Jobs["fetch"]}");
        await tab.Page.Locator("#workflow td:first-child a", new() { HasText = "fetch" }).ClickAsync();
        await Expect(tab.Page.Locator("#workflow strong")).ToHaveTextAsync("fetch");
        Assert.Empty(tab.Complaints);

        static WorkflowStep Step(string name) => WorkflowStep.Job(name, new Nothing(), NothingJson.Default.Nothing);
    }

    [Fact]
    public async Task A_queue_is_paused_with_a_reason_and_goes_on_again()
    {
        await DeadAsync("test.pause", 1, queue: "mail");
        await using var tab = await console.OpenAsync(PlatformRole.Operator, "/admin/queues");

        await tab.ReloadUntilVisibleAsync(tab.Button("pause-queue-mail"));
        await tab.ActAsync("pause-queue-mail", "The provider is down.");
        await Expect(tab.Page.Locator("#queues tr", new() { HasText = "mail" })).ToContainTextAsync("The provider is down.");
        Assert.True(await console.DataSource.ValueAsync<bool>("select exists (select from jobs_queue_pause where queue = 'mail')"));

        await tab.ActAsync("resume-queue-mail", "It is back.");
        await Expect(tab.Button("pause-queue-mail")).ToBeVisibleAsync();
        Assert.False(await console.DataSource.ValueAsync<bool>("select exists (select from jobs_queue_pause where queue = 'mail')"));
        await Audited("jobs.pause", "The provider is down.");
        await Audited("jobs.resume", "It is back.");
    }

    [Fact]
    public async Task A_periodic_job_is_run_now()
    {
        await console.DataSource.SqlAsync("""
            insert into jobs_queue_periodic (name, cron, zone, missed, queue, kind, payload)
            values ('test.nightly', '30 2 * * *', 'Asia/Kolkata', 'skip', 'default', 'test.periodic', '{}')
            """);
        await using var tab = await console.OpenAsync(PlatformRole.Operator, "/admin/periodic");

        var run = tab.Page.Locator("tr", new() { HasText = "test.nightly" }).Locator("[popovertarget^='run-']:not([popovertargetaction])");
        await tab.ActAsync((await run.GetAttributeAsync("popovertarget"))!, "To see whether it works.");

        await Expect(tab.Page.Locator(".banner.good")).ToContainTextAsync("test.nightly is enqueued");
        Assert.Equal(1L, await console.DataSource.ValueAsync<long>("select count(*) from jobs_queue_job where kind = 'test.periodic'"));
    }

    [Fact]
    public async Task A_dead_job_is_retried_with_another_payload_and_only_an_administrator_discards()
    {
        await DeadAsync("test.one", 1);
        var id = await console.DataSource.ValueAsync<long>("select id from jobs_queue_job where kind = 'test.one'");
        await using var tab = await console.OpenAsync(PlatformRole.Operator, $"/admin/jobs/{id}");
        await Expect(tab.Button("discard")).ToHaveCountAsync(0);

        await tab.Button("retry").ClickAsync();
        await tab.Page.Locator("#retry summary").ClickAsync();
        await tab.Page.Locator("#retry textarea[name=payload]").FillAsync("""{"to":"bikram"}""");
        await tab.Page.Locator("#retry textarea[name=reason]").FillAsync("Sent to the wrong one.");
        await tab.Page.Locator("#retry button:not([type=button])").ClickAsync();

        await Expect(tab.Page.Locator("#state")).ToContainTextAsync("pending");
        Assert.Equal("bikram", await console.DataSource.ValueAsync<string>("select payload ->> 'to' from jobs_queue_job where id = $1", id));
    }

    [Fact]
    public async Task A_job_that_waits_says_when_it_expires_and_is_moved_to_another_time_and_priority()
    {
        var id = await console.DataSource.ValueAsync<long>("""
            insert into jobs_queue_job (kind, queue, run_at, txid, expires_at)
            values ('test.move', 'nobody', now() + interval '3 days', null, now() + interval '4 days') returning id
            """);
        await using var tab = await console.OpenAsync(PlatformRole.Operator, $"/admin/jobs/{id}");
        await Expect(tab.Page.Locator("#expires")).ToBeVisibleAsync();
        await Expect(tab.Page.Locator("#state")).ToContainTextAsync("It expires at");

        await tab.Button("reschedule").ClickAsync();
        await tab.Page.Locator("#reschedule select").SelectOptionAsync("in an hour");
        await tab.Page.Locator("#reschedule textarea").FillAsync("The provider is down.");
        await tab.Page.Locator("#reschedule button:not([type=button])").ClickAsync();
        await Expect(tab.Page.Locator(".banner.good")).ToContainTextAsync("The job is rescheduled.");
        await tab.Button("prioritize").ClickAsync();
        await tab.Page.Locator("#prioritize input[name=priority]").FillAsync("-7");
        await tab.Page.Locator("#prioritize textarea").FillAsync("Asha waits for it.");
        await tab.Page.Locator("#prioritize button:not([type=button])").ClickAsync();
        await Expect(tab.Page.Locator(".banner.good")).ToContainTextAsync("The priority is changed.");

        Assert.Equal("1|-7", await console.DataSource.ValueAsync<string>(
            "select concat_ws('|', round(extract(epoch from run_at - now()) / 3600), priority) from jobs_queue_job where id = $1", id));
        await Audited("jobs.reschedule_job", "The provider is down.");
        await Audited("jobs.prioritize_job", "Asha waits for it.");
        await using var viewer = await console.OpenAsync(PlatformRole.Viewer, $"/admin/jobs/{id}");
        await Expect(viewer.Button("reschedule")).ToHaveCountAsync(0);
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task What_a_job_has_said_of_itself_is_shown_to_operators()
    {
        await DeadAsync("test.told", 1);
        var id = await console.DataSource.ValueAsync<long>("update jobs_queue_job set lease = 1 where kind = 'test.told' returning id");
        await console.DataSource.SqlAsync("""
            with said as (insert into jobs_queue_log (job_id, attempt, at, line) values ($1, 12, now(), 'opened <b>'), ($1, 12, now(), 'closed'))
            insert into jobs_queue_report (job_id, lease, percent, note, said_at, result) values ($1, 1, 40, '2 of 5 files', now(), '{"files": 2}')
            """, id);

        await using var tab = await console.OpenAsync(PlatformRole.Operator, $"/admin/jobs/{id}");
        await Expect(tab.Page.Locator("#progress")).ToContainTextAsync("40 % 2 of 5 files");
        Assert.Equal(40, await tab.Page.Locator("#progress progress").EvaluateAsync<int>("bar => bar.value"));
        await Expect(tab.Page.Locator("#log pre")).ToContainTextAsync("12  opened <b>");
        Assert.Equal(2, (await tab.Page.Locator("#log code").InnerTextAsync()).Trim().Split('\n').Length);
        await Expect(tab.Page.Locator("#result")).ToContainTextAsync("\"files\": 2");

        await using var viewer = await console.OpenAsync(PlatformRole.Viewer, $"/admin/jobs/{id}");
        await Expect(viewer.Page.Locator("#progress")).ToContainTextAsync("40 %");
        await Expect(viewer.Page.Locator("#log")).ToHaveCountAsync(0);
        await Expect(viewer.Page.Locator("#result")).ToHaveCountAsync(0);
    }

    async Task Audited(string action, string reason) => Assert.True(await console.DataSource.ValueAsync<bool>(
        "select exists (select from audit_event where action = $1 and outcome = 'success' and actor_id is not null and personal::text like '%' || $2 || '%')",
        action, reason));

    Task DeadAsync(string kind, int count, string queue = "default") => console.DataSource.SqlAsync("""
        with dead as (
            insert into jobs_queue_job (kind, queue, payload, state, attempt, finished_at, error)
            select $1, $3, jsonb_build_object('n', n), 'dead', 12, now(), 'SmtpException: The mail server said no.'
            from generate_series(1, $2) n
            returning id
        )
        insert into jobs_queue_failure (job_id, state, attempt, queue, kind, began_at, worker, type, message, detail, signature)
        select id, 'dead', 12, $3, $1, now() - interval '2 seconds', 'test', 'SmtpException', 'The mail server said no.',
               'SmtpException: The mail server said no.', 'SmtpException: The mail server said no.'
        from dead
        """, kind, count, queue);
}

// A job that nobody has a handler for: it waits.
sealed record Nothing : IJobArgs
{
    public static string Kind => "test.nothing";
}

[JsonSerializable(typeof(Nothing))]
sealed partial class NothingJson : JsonSerializerContext;
