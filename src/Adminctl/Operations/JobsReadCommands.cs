using System.CommandLine;
using Bits.Jobs;

namespace Adminctl.Operations;

/// <summary><c>adminctl jobs list | show | explain | stats | failures | tail</c></summary>
static class JobsReadCommands
{
    public static Command List()
    {
        var (filter, json) = (new JobFilterOptions(), CommandOptions.Json());
        var limit = NumberOption.Whole("--limit", "The maximum number of jobs", usual: 20, least: 1, most: 1_000);
        var before = new Option<long?>("--before") { HelpName = "ID", Description = "Only jobs before this id, the last of the previous page." };
        var command = new Command("list", "List jobs, the latest first.");
        filter.AddTo(command);
        foreach (var option in (Option[])[limit, before, json])
            command.Options.Add(option);
        command.SetAction((parsed, ct) => LookAsync(
            (jobs, ct) => jobs.ListAsync(filter.Read(parsed), parsed.GetValue(before), parsed.GetValue(limit), ct),
            Print, parsed.GetValue(json), ct));
        return command;
    }

    public static Command Show()
    {
        var (id, json) = (Id(), CommandOptions.Json());
        var command = new Command("show", "Show a job: payload, progress, result, log and failed attempts.") { id, json };
        command.SetAction((parsed, ct) => LookAsync(
            async (jobs, ct) => await jobs.FindAsync(parsed.GetValue(id), ct) ?? throw Missing(parsed.GetValue(id)),
            Print, parsed.GetValue(json), ct));
        return command;
    }

    public static Command Explain()
    {
        var (id, json) = (Id(), CommandOptions.Json());
        var command = new Command("explain", "Explain why a job is not running, and what would change it.") { id, json };
        command.SetAction((parsed, ct) => LookAsync(
            async (jobs, ct) => await jobs.ExplainAsync(parsed.GetValue(id), ct) ?? throw Missing(parsed.GetValue(id)),
            explanation =>
            {
                foreach (var reason in explanation.Reasons)
                    Console.WriteLine(reason);
            },
            parsed.GetValue(json), ct));
        return command;
    }

    public static Command Stats()
    {
        var json = CommandOptions.Json();
        var command = new Command("stats", "Count jobs by queue, kind and state; show workers, pauses and limits.") { json };
        command.SetAction((parsed, ct) => LookAsync(
            async (jobs, ct) => new JobsOverview(
                await jobs.ListCountsAsync(ct: ct), await jobs.ListWorkersAsync(ct), await jobs.ListPausesAsync(ct),
                [.. (await jobs.ListLimitsAsync(ct)).OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => new LimitedQueue(l.Key, l.Value))]),
            Print, parsed.GetValue(json), ct));
        return command;
    }

    public static Command Failures()
    {
        var json = CommandOptions.Json();
        var command = new Command("failures", "Group dead jobs by the cause of their failure.") { json };
        command.SetAction((parsed, ct) => LookAsync(
            (jobs, ct) => jobs.ListFailureGroupsAsync(ct),
            groups => AdminOutput.Table(
                ["jobs", "kind", "last", "latest", "signature"],
                groups.Select(g => (string[])[$"{g.Jobs}", g.Kind, AdminOutput.Time(g.LastAt), $"{g.LatestJobId}", g.Signature])),
            parsed.GetValue(json), ct));
        return command;
    }

    public static Command Tail()
    {
        var filter = new JobFilterOptions();
        var command = new Command("tail", "Print jobs as they are enqueued, until Ctrl-C. With --state: as they reach the state.");
        filter.AddTo(command);
        command.SetAction((parsed, ct) => TailAsync(filter.Read(parsed), ct));
        return command;
    }

    static async Task<int> TailAsync(JobFilter filter, CancellationToken ct)
    {
        await using var session = await AdminSession.OpenAsync(ct);
        var jobs = session.Get<JobInspector>();
        var last = (await jobs.ListAsync(filter, limit: 1, ct: ct)) is [var newest] ? newest.Id : 0;
        while (!ct.IsCancellationRequested)
        {
            foreach (var job in (await jobs.ListAsync(filter, limit: 1_000, ct: ct)).Where(job => job.Id > last).Reverse())
            {
                Console.WriteLine($"{AdminOutput.Time(job.EnqueuedAt)}  {job.Id}  {job.Queue}  {job.Kind}  {AdminOutput.Word(job.State)}  {FirstLine(job.Error)}");
                last = job.Id;
            }

            await Task.Delay(TimeSpan.FromSeconds(1), ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return ExitCodes.Done;
    }

    internal static Argument<long> Id() => new("id") { Description = "The id of the job." };

    internal static CommandException Missing(long id) => new($"There is no job {id}. Succeeded jobs are deleted after a while.");

    internal static async Task<int> LookAsync<T>(
        Func<JobInspector, CancellationToken, Task<T>> look, Action<T> print, bool json, CancellationToken ct)
    {
        await using var session = await AdminSession.OpenAsync(ct);
        var answer = await look(session.Get<JobInspector>(), ct);
        if (json)
            AdminOutput.Json(answer);
        else
            print(answer);
        return ExitCodes.Done;
    }

    static void Print(IReadOnlyList<JobSummary> jobs) => AdminOutput.Table(
        ["id", "queue", "kind", "state", "attempt", "run at", "error"],
        jobs.Select(job => (string[])
        [
            $"{job.Id}", job.Queue, job.Kind, AdminOutput.Word(job.State), $"{job.Attempt}/{job.MaxAttempts}",
            job.WaitsForOthers ? "after others" : AdminOutput.Time(job.RunAt), FirstLine(job.Error),
        ]));

    static void Print(JobDetail detail)
    {
        Print([detail.Job]);
        Console.WriteLine($"payload {detail.Payload}");
        Console.WriteLine($"enqueued {AdminOutput.Time(detail.Job.EnqueuedAt)}, begun {AdminOutput.Time(detail.StartedAt)}, ended {AdminOutput.Time(detail.FinishedAt)}, crashes {detail.Crashes}, worker {detail.Worker}");
        if (detail.ExpiresAt is { } expiry)
            Console.WriteLine($"expires {AdminOutput.Time(expiry)}");
        if (detail.Progress is { } progress)
            Console.WriteLine($"progress {progress.Percent} % {progress.Note}, at {AdminOutput.Time(progress.At)}");
        if (detail.Result is { } result)
            Console.WriteLine($"result {result}");
        if (detail.Workflow.Count > 0)
            AdminOutput.Table(
                ["step", "job", "state", "after"],
                detail.Workflow.Select(s => (string[])[s.Name, $"{s.JobId}", Word(s), string.Join(", ", s.After)]));
        foreach (var line in detail.Log)
            Console.WriteLine($"{AdminOutput.Time(line.At)}  attempt {line.Attempt}  {line.Text}");
        AdminOutput.Table(
            ["at", "attempt", "type", "message", "worker"],
            detail.Failures.Select(f => (string[])[AdminOutput.Time(f.At), $"{f.Attempt}", f.Type, f.Message, f.Worker ?? ""]));
        if (detail.Failures is [.., var last])
            Console.WriteLine(last.Detail);
    }

    static string Word(WorkflowStepSummary step) =>
        step.IsSkipped ? "skipped" : step is { HasTurn: false, State: JobState.Pending } ? "waits for others" : AdminOutput.Word(step.State);

    static void Print(JobsOverview overview)
    {
        AdminOutput.Table(
            ["queue", "kind", "state", "jobs"],
            overview.Counts.Select(c => (string[])[c.Queue, c.Kind, AdminOutput.Word(c.State), c.IsMinimum ? $"at least {c.Jobs}" : $"{c.Jobs}"]));
        AdminOutput.Table(
            ["worker", "queues", "running", "heartbeat"],
            overview.Workers.Select(w => (string[])[w.Name, string.Join(" ", w.Queues), $"{w.Running}", AdminOutput.Time(w.BeatAt) + (w.IsLate ? " (late)" : "")]));
        if (overview.Pauses.Count > 0)
            AdminOutput.Table(
                ["paused", "since", "why"],
                overview.Pauses.Select(p => (string[])[p.Target.QueueName is { } queue ? $"queue {queue}" : $"kind {p.Target.KindName}", AdminOutput.Time(p.PausedAt), p.Reason]));
        if (overview.Limits.Count > 0)
            AdminOutput.Table(["limited", "to"], overview.Limits.Select(l => (string[])[l.Queue, JobsLimitCommand.Words(l.Limits)]));
    }

    static string FirstLine(string? text) => text?.Split('\n')[0] ?? "";

    sealed record JobsOverview(
        IReadOnlyList<JobCount> Counts, IReadOnlyList<WorkerSummary> Workers, IReadOnlyList<JobPause> Pauses,
        IReadOnlyList<LimitedQueue> Limits);

    sealed record LimitedQueue(string Queue, QueueLimits Limits);
}
