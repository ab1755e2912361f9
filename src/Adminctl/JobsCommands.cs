using System.CommandLine;
using System.Text.Json;
using Bits.Jobs;
using Bits.Platform.Rpc;
using Spectre.Console;

namespace Adminctl;

/// <summary><c>adminctl jobs</c></summary>
static class JobsCommands
{
    public static Command Create() => new("jobs", "Run background jobs and look at them.") { List(), Run() };

    static Command List()
    {
        var queue = new Option<string?>("--queue") { HelpName = "NAME", Description = "Of this queue only." };
        var kind = new Option<string?>("--kind") { HelpName = "KIND", Description = "Of this kind only, such as groups.notify_post." };
        var state = StateOption();
        var limit = NumberOption.Whole("--limit", "How many", usual: 20, least: 1, most: 1_000);
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("list", "List jobs, the latest first.") { queue, kind, state, limit, json };
        command.SetAction((parsed, ct) => ListAsync(
            new(parsed.GetValue(queue), parsed.GetValue(kind), parsed.GetValue(state)),
            parsed.GetValue(limit), parsed.GetValue(json), ct));
        return command;
    }

    static Option<JobState?> StateOption()
    {
        var states = string.Join(", ", Enum.GetNames<JobState>()).ToLowerInvariant();

        return new("--state")
        {
            HelpName = "STATE",
            Description = $"In this state only: {states}.",
            CustomParser = argument =>
            {
                var text = argument.Tokens[0].Value;
                if (Enum.TryParse<JobState>(text, ignoreCase: true, out var state) && Enum.IsDefined(state))
                    return state;

                argument.AddError($"--state: there is no state '{text}'; it is one of {states}.");
                return null;
            },
        };
    }

    static async Task<int> ListAsync(JobFilter filter, int limit, bool json, CancellationToken ct)
    {
        await using var session = await (await AdminSession.OpenAsync(ct: ct)).MigratedAsync(ct);
        var jobs = await session.Get<JobInspector>().ListAsync(filter, limit: limit, ct: ct);

        if (json)
            Console.WriteLine(JsonSerializer.Serialize(jobs, RpcJson.Options));
        else
            AnsiConsole.Write(AsTable(jobs));
        return ExitCodes.Done;
    }

    static Table AsTable(IReadOnlyList<JobSummary> jobs)
    {
        var table = new Table().AddColumns("id", "queue", "kind", "state", "attempt", "run at", "error");
        foreach (var job in jobs)
            table.AddRow(
                new Text($"{job.Id}"), new Text(job.Queue), new Text(job.Kind),
                new Text(job.State.ToString().ToLowerInvariant()), new Text($"{job.Attempt}/{job.MaxAttempts}"),
                new Text($"{job.RunAt:yyyy-MM-dd HH:mm:ss}"), new Text(job.Error?.Split('\n')[0] ?? ""));

        return table;
    }

    static Command Run()
    {
        var queue = new Option<string>("--queue") { HelpName = "NAME", Required = true, Description = "Which queue." };
        var drain = new Option<bool>("--drain") { Description = "Stop when no job is due any more." };
        var concurrency = NumberOption.Whole("--concurrency", "How many jobs at once", usual: 10, least: 1, most: 1_000);
        var command = new Command("run", "Run a worker on one queue until Ctrl-C, with the same handlers as the backend.")
        {
            queue, drain, concurrency,
        };
        command.SetAction((parsed, ct) => RunAsync(
            parsed.GetRequiredValue(queue), parsed.GetValue(drain), parsed.GetValue(concurrency), ct));
        return command;
    }

    static async Task<int> RunAsync(string queue, bool drain, int concurrency, CancellationToken ct)
    {
        await using var session = await AdminSession.OpenAsync(
            worker =>
            {
                worker.Queues.Clear();
                worker.Queues.Add(queue);
                worker.Concurrency = concurrency;
            }, ct);
        await session.MigratedAsync(ct);
        var worker = session.Get<JobWorker>();

        Console.WriteLine($"Working on the queue {queue}{(drain ? " until it is empty" : "; stop with Ctrl-C")}.");
        await (drain ? worker.DrainAsync(ct) : worker.RunAsync(ct));
        Console.WriteLine(ct.IsCancellationRequested ? "Stopped." : "Nothing is due any more.");
        return ExitCodes.Done;
    }
}
