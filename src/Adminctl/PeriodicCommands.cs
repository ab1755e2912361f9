using System.CommandLine;
using Bits.Jobs;

namespace Adminctl;

/// <summary><c>adminctl jobs periodic list | set | run | pause | resume | remove</c></summary>
static class PeriodicCommands
{
    public static Command Create() => new("periodic", "Look at jobs that run by the calendar, and act on them.")
    {
        List(), Set(), Run(),
        Verb("pause", "Let its ticks pass. They are not made up for.", async (jobs, call, name, reason, ct) =>
            await jobs.PausePeriodicAsync(call.Db, name, reason, ct) ? "Paused." : throw Missing(name)),
        Verb("resume", "Let it go on, with its next tick.", async (jobs, call, name, reason, ct) =>
            await jobs.ResumePeriodicAsync(call.Db, name, reason, ct) ? "It goes on." : throw new CommandException($"{name} is not paused, or there is none.")),
        Verb("remove", "Remove it. One that the code declares is back when a worker starts: pause it instead.", async (jobs, call, name, reason, ct) =>
            await jobs.RemovePeriodicAsync(call.Db, name, reason, ct) ? "Removed." : throw Missing(name)),
    };

    static Command List()
    {
        var json = CommandOptions.Json();
        var command = new Command("list", "List periodic jobs, by name.") { json };
        command.SetAction((parsed, ct) => JobsReadCommands.LookAsync(
            (jobs, ct) => jobs.ListPeriodicAsync(ct),
            periodic => AdminOutput.Table(
                ["name", "cron", "zone", "kind", "queue", "missed", "next", "last", "job", ""],
                periodic.Select(p => (string[])
                [
                    p.Name, p.Cron, p.Zone, p.Kind, p.Queue, AdminOutput.Word(p.Missed), AdminOutput.Time(p.NextAt),
                    AdminOutput.Time(p.LastTick), $"{p.LastJobId}",
                    p.Problem ?? (p.PausedBecause is { } why ? $"paused: {why}" : p.IsByHand ? "by hand" : ""),
                ])),
            parsed.GetValue(json), ct));
        return command;
    }

    static Command Set()
    {
        var (name, hand) = (Name(), new HandOptions());
        var cron = new Option<string>("--cron") { HelpName = "CRON", Required = true, Description = "When: minute hour day month weekday, such as '30 7 * * 1-5'." };
        var zone = new Option<string>("--zone") { HelpName = "ZONE", DefaultValueFactory = _ => "UTC", Description = "The IANA zone in which that is read, such as Asia/Kolkata; default UTC." };
        var kind = new Option<string>("--kind") { HelpName = "KIND", Required = true, Description = "The kind of its jobs." };
        var payload = new Option<string>("--payload") { HelpName = "JSON", DefaultValueFactory = _ => "{}", Description = "What they are about; default {}." };
        var queue = new Option<string>("--queue") { HelpName = "NAME", DefaultValueFactory = _ => EnqueueOptions.DefaultQueue, Description = "Their queue; default: default." };
        var missed = new Option<MissedTicks>("--missed") { HelpName = "skip|coalesce|all", Description = "What becomes of ticks at which no worker was there; default skip." };
        var most = NumberOption.Whole("--missed-most", "With all: for how many of them at most", usual: 1, least: 1, most: 1_000);
        var noOverlap = new Option<bool>("--no-overlap") { Description = "Let a tick pass while a job of this schedule waits or runs." };
        var command = new Command("set", "Add a periodic job, or edit it: from then on the code does not change it.")
        {
            name, cron, zone, kind, payload, queue, missed, most, noOverlap,
        };
        hand.AddTo(command);
        command.SetAction((parsed, ct) => JobsWriteCommands.WriteAsync(
            "periodic_set", hand.Read(parsed),
            async (jobs, call) =>
            {
                var schedule = new Schedule(parsed.GetRequiredValue(cron), parsed.GetRequiredValue(zone));
                await jobs.SetPeriodicAsync(
                    call.Db,
                    new(parsed.GetRequiredValue(name), schedule, parsed.GetRequiredValue(kind), parsed.GetRequiredValue(payload))
                    {
                        Queue = parsed.GetRequiredValue(queue),
                        Missed = parsed.GetValue(missed),
                        MissedMost = parsed.GetValue(most),
                        NoOverlap = parsed.GetValue(noOverlap),
                    }, hand.Read(parsed).Reason, ct);
                return $"Its next tick is {AdminOutput.Time(schedule.Next(TimeProvider.System.GetUtcNow()))} UTC.";
            },
            parsed.GetRequiredValue(name), ct));
        return command;
    }

    static Command Run() => Verb("run", "Enqueue its job now, beside its ticks.", async (jobs, call, name, reason, ct) =>
        await jobs.RunPeriodicNowAsync(call.Db, name, reason, ct) is { } id ? $"It is job {id}." : throw Missing(name));

    static Command Verb(
        string verb, string description,
        Func<JobOperator, Bits.Platform.Rpc.SystemCall, string, string, CancellationToken, Task<string>> act)
    {
        var (name, hand) = (Name(), new HandOptions());
        var command = new Command(verb, description) { name };
        hand.AddTo(command);
        command.SetAction((parsed, ct) => JobsWriteCommands.WriteAsync(
            $"periodic_{verb}", hand.Read(parsed),
            (jobs, call) => act(jobs, call, parsed.GetRequiredValue(name), hand.Read(parsed).Reason, ct),
            parsed.GetRequiredValue(name), ct));
        return command;
    }

    static Argument<string> Name() => new("name") { Description = "What it is called." };

    static CommandException Missing(string name) => new($"There is no periodic job {name}; see: adminctl jobs periodic list");
}
