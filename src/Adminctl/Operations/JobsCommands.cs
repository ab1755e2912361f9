using System.CommandLine;
using Bits.Jobs;

namespace Adminctl.Operations;

/// <summary><c>adminctl jobs</c></summary>
static class JobsCommands
{
    public static Command Create() => new("jobs", "Run, inspect and control background jobs.")
    {
        Run(),
        JobsReadCommands.List(), JobsReadCommands.Show(), JobsReadCommands.Explain(), JobsReadCommands.Stats(),
        JobsReadCommands.Failures(), JobsReadCommands.Tail(),
        JobsWriteCommands.Retry(), JobsWriteCommands.Cancel(), JobsWriteCommands.Discard(), JobsWriteCommands.Pause(),
        JobsWriteCommands.Resume(), JobsMoveCommands.Reschedule(), JobsMoveCommands.Prioritize(), JobsLimitCommand.Create(), PeriodicCommands.Create(),
    };

    static Command Run()
    {
        var queue = new Option<string>("--queue") { HelpName = "NAME", Required = true, Description = "The queue." };
        var drain = new Option<bool>("--drain") { Description = "Stop when no job is due." };
        var concurrency = NumberOption.Whole("--concurrency", "The maximum number of concurrent jobs", usual: 10, least: 1, most: 1_000);
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
        await using var session = await AdminSession.CreateAsync(ct, worker =>
        {
            worker.Queues.Clear();
            worker.Queues.Add(queue);
            worker.Concurrency = concurrency;
        });
        await session.MigratedAsync(ct);
        var worker = session.Get<JobWorker>();

        Console.WriteLine($"Running jobs of the queue {queue}{(drain ? " until it is empty" : "; stop with Ctrl-C")}.");
        await (drain ? worker.DrainAsync(ct) : worker.RunAsync(ct));
        Console.WriteLine(ct.IsCancellationRequested ? "Stopped." : "No job is due.");
        return ExitCodes.Done;
    }
}
