using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Jobs.Testing.Tests;

/// <summary>The test kit, as somebody's test uses it.</summary>
public sealed partial class TestJobsTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    readonly ServiceProvider _services = Welcomes.Build(database.DataSource);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    TestJobs Jobs => new(_services);

    public async ValueTask InitializeAsync() => await database.DataSource.SqlAsync("truncate jobs_queue_job, jobs_queue_low_watermark");

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    [Fact]
    public Task The_example_of_the_page_holds() => ExampleAsync(_services, Ct);

    [Fact]
    public void The_example_of_the_page_is_code_of_this_file()
    {
        var folder = Path.Combine(ProgramProcess.Repository, "tests", "Bits.Jobs.Testing.Tests");
        var example = CSharp.Match(File.ReadAllText(Path.Combine(ProgramProcess.Repository, "src", "Bits.Jobs.Testing", "README.md"))).Groups[1].Value;

        Assert.Contains(Unindented(example), Unindented(File.ReadAllText(Path.Combine(folder, "TestJobsTests.cs"))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_drain_that_does_not_end_says_what_still_waits()
    {
        await EnqueueAsync(new Welcome("again"));

        var e = await Assert.ThrowsAsync<JobAssertionException>(() => Jobs.DrainAsync(max: 5, ct: Ct));

        Assert.StartsWith("A job is still due after 5 attempts.", e.Message, StringComparison.Ordinal);
        Assert.Matches("""There are, the latest first:\n  \d+ tests.welcome pending \{"To": "again"\}$""", e.Message);
    }

    [Fact]
    public async Task Time_passes_from_job_to_job_and_what_is_later_stays_where_it_was()
    {
        var start = Now;
        await EnqueueAsync(new Reminder("later"), start.AddDays(3));
        await EnqueueAsync(new Reminder("away"), start.AddHours(1));

        var ran = await Jobs.DrainAsync(asOf: start.AddDays(2.5), ct: Ct);

        Assert.Equal([JobState.Pending, JobState.Pending, JobState.Pending], ran.Select(job => job.State)); // 1 h, and a day later twice
        var left = await Jobs.ListAsync(WelcomeJson.Default.Reminder, Ct);
        Assert.Equal(["later", "away"], left.Select(job => job.Args.To));
        Assert.InRange(left[0].Job.RunAt, start.AddDays(3).AddMilliseconds(-1), start.AddDays(3).AddMilliseconds(1));
        Assert.InRange(left[1].Job.RunAt, start.AddDays(3).AddHours(1), Now.AddDays(3).AddHours(1));
        Assert.Empty(await Jobs.DrainAsync(ct: Ct));
    }

    [Fact]
    public async Task Retries_run_until_the_job_is_dead_and_every_attempt_says_why()
    {
        await EnqueueAsync(new Reminder(""), null);

        var ran = await Jobs.DrainAsync(asOf: Now.AddDays(1), ct: Ct);

        Assert.Equal(Enumerable.Range(1, 12), ran.Select(job => job.Attempt));
        Assert.All(ran, job => Assert.Contains("There is nobody to remind.", job.Error, StringComparison.Ordinal));
        Assert.Equal(JobState.Dead, ran[^1].State);
    }

    [Fact]
    public async Task What_expires_before_its_time_does_not_run_and_what_does_not_keeps_its_expiry()
    {
        var queue = _services.GetRequiredService<JobQueue>();
        async Task EnqueueAsync(string to, double hours, double expires) => await queue.EnqueueAsync(
            new Reminder(to), WelcomeJson.Default.Reminder,
            new() { RunIn = TimeSpan.FromHours(hours), ExpiresAt = Now.AddHours(expires) }, Ct);
        await EnqueueAsync("late", 3, 2);
        await EnqueueAsync("", 1, 2); // its attempts go on for a quarter of an hour
        await EnqueueAsync("away", 72, 73);

        var ran = await Jobs.DrainAsync(asOf: Now.AddDays(1), ct: Ct);

        Assert.DoesNotContain(ran, job => job.Error is null);
        var jobs = await Jobs.ListAsync(WelcomeJson.Default.Reminder, Ct);
        Assert.Equal([JobState.Dead, JobState.Dead, JobState.Pending], jobs.Select(job => job.Job.State));
        Assert.StartsWith("Expired: ", jobs[0].Job.Error, StringComparison.Ordinal);
        Assert.Equal("73", await database.DataSource.ValueAsync<string>(
            "select round(extract(epoch from expires_at - now()) / 3600)::text from jobs_queue_job where state = 'pending'"));
    }

    [Fact]
    public async Task An_assertion_that_fails_lists_what_there_is()
    {
        await EnqueueAsync(new Welcome("asha"));

        var fewer = await Assert.ThrowsAsync<JobAssertionException>(
            () => Jobs.AssertEnqueuedAsync(WelcomeJson.Default.Welcome, welcome => welcome.To == "bikram", ct: Ct));
        var some = await Assert.ThrowsAsync<JobAssertionException>(() => Jobs.AssertNoneEnqueuedAsync(WelcomeJson.Default.Welcome, ct: Ct));

        Assert.Matches("""^Expected 1 matching jobs of the kind tests.welcome, but found 0 of 1\.\nThere are, the latest first:\n  \d+ tests.welcome pending \{"To": "asha"\}$""", fewer.Message);
        Assert.StartsWith("Expected 0 jobs of the kind tests.welcome, but found 1 of 1.", some.Message, StringComparison.Ordinal);
        await Jobs.AssertNoneEnqueuedAsync(WelcomeJson.Default.Reminder, ct: Ct);
    }

    [Fact]
    public async Task What_a_handler_throws_inline_comes_through()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Jobs.RunAsync<Reminder, ReminderHandler>(TestJob.Of(new Reminder("")), Ct));
    }

    static async Task ExampleAsync(ServiceProvider services, CancellationToken ct)
    {
        var jobs = new TestJobs(services); // those of the application: AddBitsJobs, its handlers, an NpgsqlDataSource
        await services.GetRequiredService<JobQueue>().EnqueueAsync(new("asha@example.org"), WelcomeJson.Default.Welcome, ct: ct);

        await jobs.AssertEnqueuedAsync(WelcomeJson.Default.Welcome, welcome => welcome.To == "asha@example.org", ct: ct);
        await jobs.DrainAsync(ct: ct); // its handler enqueues a reminder for next week
        await jobs.AssertNoneEnqueuedAsync(WelcomeJson.Default.Reminder, reminder => reminder.To == "bikram@example.org", ct: ct);

        var ran = await jobs.DrainAsync(asOf: TimeProvider.System.GetUtcNow().AddDays(8), ct: ct);
        Assert.Equal([(Reminder.Kind, JobState.Succeeded)], ran.Select(job => (job.Kind, job.State)));

        await jobs.RunAsync<Reminder, ReminderHandler>(TestJob.Of(new Reminder("chitra@example.org"), attempt: 3), ct);
    }

    Task<long> EnqueueAsync(Welcome welcome) =>
        _services.GetRequiredService<JobQueue>().EnqueueAsync(welcome, WelcomeJson.Default.Welcome, ct: Ct);

    Task<long> EnqueueAsync(Reminder reminder, DateTimeOffset? at) =>
        _services.GetRequiredService<JobQueue>().EnqueueAsync(reminder, WelcomeJson.Default.Reminder, new() { RunAt = at }, Ct);

    static string Unindented(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim()));

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    static partial Regex CSharp { get; }
}
