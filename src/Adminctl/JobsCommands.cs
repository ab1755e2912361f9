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
        var queue = new Option<string?>("--queue") { Description = "Of this queue only." };
        var kind = new Option<string?>("--kind") { Description = "Of this kind only." };
        var state = new Option<JobState?>("--state") { Description = "In this state only." };
        var limit = new Option<int>("--limit") { DefaultValueFactory = _ => 20, Description = "How many, 1 to 1000; default 20." };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("list", "List jobs, the latest first.") { queue, kind, state, limit, json };
        command.SetAction((parsed, ct) => ListAsync(
            new(parsed.GetValue(queue), parsed.GetValue(kind), parsed.GetValue(state)),
            parsed.GetValue(limit), parsed.GetValue(json), ct));
        return command;
    }

    static async Task<int> ListAsync(JobFilter filter, int limit, bool json, CancellationToken ct)
    {
        if (limit is < 1 or > 1_000)
            throw new CommandException("--limit: give a number from 1 to 1000.");

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
        var queue = new Option<string>("--queue") { Required = true, Description = "Which queue." };
        var drain = new Option<bool>("--drain") { Description = "Stop when no job is due any more." };
        var concurrency = new Option<int>("--concurrency") { DefaultValueFactory = _ => 10, Description = "How many at once, 1 to 1000; default 10." };
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
        if (concurrency is < 1 or > 1000)
            throw new CommandException("--concurrency: give a number from 1 to 1000.");

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
