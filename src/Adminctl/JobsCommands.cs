using System.CommandLine;
using Bits.Jobs;

namespace Adminctl;

/// <summary><c>adminctl jobs</c></summary>
static class JobsCommands
{
    public static Command Create() => new("jobs", "Run background jobs.") { Run() };

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
