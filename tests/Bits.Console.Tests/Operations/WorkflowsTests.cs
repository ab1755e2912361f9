using System.Text.Json;
using System.Text.Json.Serialization;
using Bits.Jobs;
using Bits.Platform.Accounts;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Bits.Console.Tests.Operations;

/// <summary>The workflow of a job, on its page.</summary>
[Slow]
public sealed class WorkflowsTests(ConsoleUnderTest console) : IClassFixture<ConsoleUnderTest>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_step_stands_behind_those_that_it_comes_after_with_its_state()
    {
        var started = await ReportAsync();
        await using var tab = await console.OpenAsync(PlatformRole.Viewer, $"/admin/jobs/{started.Jobs["check"]}");

        await Expect(tab.Page.Locator("#workflow tbody tr td:first-child a")).ToHaveTextAsync(
            ["fetch", "render", "mail", "check", "publish", "archive", "announce"]);
        foreach (var (step, state, after) in new[]
        {
            ("fetch", "succeeded", "first step"), ("render", "running", "fetch"), ("mail", "failed", "fetch"),
            ("check", "dead", "fetch"), ("archive", "pending", "check"), ("publish", "skipped", "check"), ("announce", "skipped", "publish"),
        })
        {
            await Expect(Row(tab, step).Locator(".chip")).ToHaveTextAsync(state);
            await Expect(Row(tab, step).Locator("td").Last).ToContainTextAsync(after);
        }

        await Expect(Row(tab, "publish").Locator(".sub").Last).ToHaveTextAsync("check is dead");
        await Expect(Row(tab, "announce").Locator(".sub").Last).ToHaveTextAsync("publish was skipped");
        await Expect(Row(tab, "archive")).ToContainTextAsync("even if it is dead");
        await Expect(tab.Page.Locator("#workflow header .chip")).ToHaveTextAsync(
            ["1 succeeded", "1 pending", "1 running", "1 failed", "1 dead", "2 skipped"]);
        await Expect(tab.Page.Locator("#workflow tr[aria-current] strong")).ToHaveTextAsync("check");
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task Each_step_leads_to_its_job_and_to_those_that_it_comes_after()
    {
        var started = await ReportAsync();
        await using var tab = await console.OpenAsync(PlatformRole.Viewer, $"/admin/jobs/{started.Jobs["fetch"]}");

        foreach (var (step, id) in started.Jobs.OrderByDescending(job => job.Value))
        {
            await Row(tab, step).Locator("td:first-child a").ClickAsync();
            await Expect(tab.Page).ToHaveURLAsync(new Uri(console.Address, $"/admin/jobs/{id}").ToString());
            await Expect(tab.Page.Locator("#workflow tr[aria-current] strong")).ToHaveTextAsync(step);
        }

        await Expect(tab.Page.Locator(".facts")).Not.ToContainTextAsync("9000"); // of what was skipped
        await Row(tab, "announce").Locator(".before").ClickAsync();
        await Expect(tab.Page.Locator("#workflow tr[aria-current] strong")).ToHaveTextAsync("publish");
    }

    [Fact]
    public async Task Of_a_large_workflow_the_page_shows_what_is_around_the_job_and_the_rest_on_demand()
    {
        var started = await StartAsync([
            Step("begin"), .. Enumerable.Range(1, 38).Select(n => Step($"part-{n}", "begin")),
            Step("end", [.. Enumerable.Range(1, 38).Select(n => $"part-{n}")]),
        ]);
        await using var tab = await console.OpenAsync(PlatformRole.Viewer, $"/admin/jobs/{started.Jobs["part-7"]}");

        await Expect(tab.Page.Locator("#workflow > .scroll tbody td:first-child a")).ToHaveTextAsync(["begin", "part-7", "end"]);
        await Expect(tab.Page.Locator("#workflow > .scroll tbody tr").Last).ToContainTextAsync("and 34 more");
        await tab.Page.Locator("#steps summary").ClickAsync();
        await Expect(tab.Page.Locator("#steps tbody tr")).ToHaveCountAsync(40);
        await Expect(tab.Page.Locator("#steps tbody tr").Last).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Nothing_serious_stands_in_the_way_of_anybody_and_no_name_makes_the_page_wider_than_the_window()
    {
        var started = await ReportAsync();
        var axe = await AxeCore.ReadAsync(Ct);
        await using var tab = await console.OpenAsync(PlatformRole.Admin, $"/admin/jobs/{started.Jobs["check"]}");
        foreach (var (scheme, width) in new[] { (ColorScheme.Light, 1_360), (ColorScheme.Dark, 1_360), (ColorScheme.Light, 380), (ColorScheme.Dark, 380) })
        {
            await tab.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
            await tab.Page.SetViewportSizeAsync(width, 900);
            await tab.Page.GotoAsync(new Uri(console.Address, $"/admin/jobs/{started.Jobs[width < 500 ? "archive" : "check"]}").ToString());

            await tab.Page.EvaluateAsync(axe);
            var violations = await tab.Page.EvaluateAsync<JsonElement>("axe.run(document, { resultTypes: ['violations'] }).then(r => r.violations)");

            Assert.Empty(violations.EnumerateArray().Select(v => $"{scheme} {width}: {v.GetProperty("id")}: {v.GetProperty("nodes")[0].GetProperty("html")}"));
            Assert.False(await tab.Page.EvaluateAsync<bool>(
                "document.documentElement.scrollWidth > innerWidth || document.querySelector('#workflow .scroll').scrollWidth > document.querySelector('#workflow .scroll').clientWidth"));
        }

        Assert.Empty(tab.Complaints);
    }

    // One step in each state: what is dead has one skipped behind it, and one behind that, and one that runs all the same.
    async Task<StartedWorkflow> ReportAsync()
    {
        var started = await StartAsync([
            Step("announce", "publish"), Step("publish", "check", "render"), Step("fetch"), Step("render", "fetch"), Step("mail", "fetch"),
            Step("check", "fetch"), Step("archive", "check", "render") with { EvenIfDead = true },
        ]);
        // Of a worker elsewhere that holds it: the backend's worker ends what it does not run, and takes back what no claim lists.
        var worker = await console.DataSource.ValueAsync<long>(
            "insert into jobs_queue_worker (name, queues, kinds, lease) values ('elsewhere', '{}', '{}', '1 day') returning id");
        foreach (var (step, state) in new[] { ("fetch", "succeeded"), ("render", "running"), ("mail", "failed"), ("check", "dead") })
            await console.DataSource.SqlAsync(
                """
                with held as (
                    insert into jobs_queue_claim (worker, lease, queue, slots, ids)
                    select $3, 1, queue, array[slot], array[id] from jobs_queue_job where id = $1 and $2 = 'running')
                update jobs_queue_job
                set state = $2, attempt = 1, lease = 1, worker = $3, finished_at = case when $2 in ('succeeded', 'dead') then now() end
                where id = $1
                """,
                started.Jobs[step], state, worker);
        await console.DataSource.SqlAsync("select jobs_queue_advance($1, true)", started.Batch);
        return started;
    }

    async Task<StartedWorkflow> StartAsync(IReadOnlyList<WorkflowStep> steps)
    {
        await using var db = await console.DataSource.OpenConnectionAsync(Ct);
        return await new JobQueue(console.DataSource).StartWorkflowAsync(db, new() { Steps = steps }, Ct);
    }

    static WorkflowStep Step(string name, params string[] after) =>
        WorkflowStep.Job(name, new Chapters(), ChaptersJson.Default.Chapters) with { After = after };

    static ILocator Row(ConsoleTab tab, string step) => tab.Page.Locator("#workflow > .scroll tbody tr").Filter(
        new() { Has = tab.Page.Locator($"td:first-child :text-is('{step}')") });
}

// A job that nobody has a handler for, of a kind with a long name.
sealed record Chapters : IJobArgs
{
    public static string Kind => "reports.quarterly_engagement_summary_of_every_chapter_and_batch";
}

[JsonSerializable(typeof(Chapters))]
sealed partial class ChaptersJson : JsonSerializerContext;
