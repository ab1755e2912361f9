using System.CommandLine;
using Bits.Jobs;
using Bits.Platform.Rpc;

namespace Adminctl.Operations;

/// <summary><c>adminctl jobs reschedule | prioritize</c>: changes the time or the priority of a pending job.</summary>
static class JobsMoveCommands
{
    public static Command Reschedule()
    {
        var at = CommandOptions.Time("--at", "The earliest time of the run; a workflow step also waits for its predecessors");
        var span = CommandOptions.Span("--in", "The time from now, instead of --at");

        return Verb(
            "reschedule", "Move a pending job to another time. A time in the past means now.", [at, span],
            async (jobs, call, id, reason, parsed, ct) => await jobs.RescheduleAsync(
                call.Db, id, TimeOf(parsed.GetValue(at), parsed.GetValue(span)), reason, ct)
                ? "The job is rescheduled."
                : throw Waits(id));
    }

    public static Command Prioritize()
    {
        var priority = NumberOption.Whole("--priority", "The priority; smaller runs first", usual: 0, least: short.MinValue, most: short.MaxValue);
        priority.Required = true;
        priority.DefaultValueFactory = null;

        return Verb(
            "prioritize", "Change the priority of a pending job. It runs after other jobs of that priority.", [priority],
            async (jobs, call, id, reason, parsed, ct) => await jobs.PrioritizeAsync(
                call.Db, id, (short)parsed.GetValue(priority), reason, ct)
                ? "The priority is changed."
                : throw Waits(id));
    }

    static Command Verb(
        string name, string description, IReadOnlyList<Option> options,
        Func<JobOperator, SystemCall, long, string, ParseResult, CancellationToken, Task<string>> move)
    {
        var (id, hand) = (JobsReadCommands.Id(), new ActorOptions());
        var command = new Command(name, description) { id };
        foreach (var option in options)
            command.Options.Add(option);
        hand.AddTo(command);
        command.SetAction((parsed, ct) =>
        {
            var (number, by) = (parsed.GetValue(id), hand.Read(parsed));
            return JobsWriteCommands.WriteAsync(
                name, by, (jobs, call) => move(jobs, call, number, by.Reason, parsed, ct), $"{number}", ct);
        });
        return command;
    }

    static DateTimeOffset TimeOf(DateTimeOffset? at, TimeSpan? span) => (at, span) switch
    {
        ({ Year: < 9000 } moment, null) => moment,
        ({ } moment, null) => throw new CommandException($"--at: {moment:yyyy-MM-dd} is too late. Give a time before the year 9000."),
        (null, { } wait) => TimeProvider.System.GetUtcNow() + wait,
        _ => throw new CommandException("Give either --at or --in."),
    };

    static CommandException Waits(long id) =>
        new($"Job {id} is not pending, or does not exist. See: adminctl jobs explain {id}");
}
