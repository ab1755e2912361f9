using System.CommandLine;
using Bits.Jobs;
using Bits.Platform.Rpc;

namespace Adminctl;

/// <summary><c>adminctl jobs reschedule | prioritize</c>: when a job that waits runs, and before which others.</summary>
static class JobsMoveCommands
{
    public static Command Reschedule()
    {
        var at = CommandOptions.Time("--at", "When it runs; a step of a workflow also not before its turn");
        var span = CommandOptions.Span("--in", "After how long from now, instead of --at");

        return Verb(
            "reschedule", "Move a job that waits to another time; a moment that has passed means at once.", [at, span],
            async (jobs, call, id, reason, parsed, ct) => await jobs.RescheduleAsync(
                call.Db, id, Moment(parsed.GetValue(at), parsed.GetValue(span)), reason, ct)
                ? "It is moved."
                : throw Waits(id));
    }

    public static Command Prioritize()
    {
        var priority = NumberOption.Whole("--priority", "Smaller runs first", usual: 0, least: short.MinValue, most: short.MaxValue);
        priority.Required = true;
        priority.DefaultValueFactory = null;

        return Verb(
            "prioritize", "Give a job that waits another priority; it goes to the end of those that have it.", [priority],
            async (jobs, call, id, reason, parsed, ct) => await jobs.PrioritizeAsync(
                call.Db, id, (short)parsed.GetValue(priority), reason, ct)
                ? "It has the priority."
                : throw Waits(id));
    }

    static Command Verb(
        string name, string description, IReadOnlyList<Option> options,
        Func<JobOperator, SystemCall, long, string, ParseResult, CancellationToken, Task<string>> move)
    {
        var (id, hand) = (JobsReadCommands.Id(), new HandOptions());
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

    static DateTimeOffset Moment(DateTimeOffset? at, TimeSpan? span) => (at, span) switch
    {
        ({ Year: < 9000 } moment, null) => moment,
        ({ } moment, null) => throw new CommandException($"--at: {moment:yyyy-MM-dd} is too late; a job runs before the year 9000."),
        (null, { } wait) => TimeProvider.System.GetUtcNow() + wait,
        _ => throw new CommandException("Give --at or --in, and not both."),
    };

    static CommandException Waits(long id) =>
        new($"Job {id} does not wait, or there is none; see: adminctl jobs explain {id}");
}
