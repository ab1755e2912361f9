using System.CommandLine;
using Bits.Jobs;

namespace Adminctl.Operations;

/// <summary><c>adminctl jobs periodic list | set | run | pause | resume | remove</c></summary>
static class PeriodicCommands
{
    public static Command Create() => new("periodic", "Inspect and control periodic jobs.")
    {
        List(), Set(), Run(),
        Verb("pause", "Pause a periodic job. It skips its ticks and does not catch up.", async (jobs, call, name, reason, ct) =>
            await jobs.PausePeriodicAsync(call.Db, name, reason, ct) ? "Paused." : throw Missing(name)),
        Verb("resume", "Resume a periodic job from its next tick.", async (jobs, call, name, reason, ct) =>
            await jobs.ResumePeriodicAsync(call.Db, name, reason, ct) ? "Resumed." : throw new CommandException($"{name} is not paused, or does not exist. See: adminctl jobs periodic list")),
        Verb("remove", "Remove a periodic job. A job declared in code returns when a worker starts: pause it instead.", async (jobs, call, name, reason, ct) =>
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
                    p.Problem ?? (p.PausedBecause is { } why ? $"paused: {why}" : p.IsByHand ? "by an operator" : ""),
                ])),
            parsed.GetValue(json), ct));
        return command;
    }

    static Command Set()
    {
        var (name, hand) = (Name(), new ActorOptions());
        var cron = new Option<string>("--cron") { HelpName = "CRON", Required = true, Description = "The schedule: minute hour day month weekday, such as '30 7 * * 1-5'." };
        var zone = new Option<string>("--zone") { HelpName = "ZONE", DefaultValueFactory = _ => "UTC", Description = "The IANA time zone of the schedule, such as Asia/Kolkata. Default UTC." };
        var kind = new Option<string>("--kind") { HelpName = "KIND", Required = true, Description = "The kind of its jobs." };
        var payload = new Option<string>("--payload") { HelpName = "JSON", DefaultValueFactory = _ => "{}", Description = "The payload of its jobs. Default {}." };
        var queue = new Option<string>("--queue") { HelpName = "NAME", DefaultValueFactory = _ => EnqueueOptions.DefaultQueue, Description = "The queue of its jobs. Default: default." };
        var missed = new Option<MissedTicks>("--missed") { HelpName = "skip|coalesce|all", Description = "The handling of ticks that no worker processed. Default skip." };
        var missedMax = NumberOption.Whole("--missed-max", "With --missed all: the maximum number of missed ticks", usual: 1, least: 1, most: 1_000);
        var noOverlap = new Option<bool>("--no-overlap") { Description = "Skip a tick while a job of this schedule is pending or running." };
        var command = new Command("set", "Add or edit a periodic job. The code no longer changes it then.")
        {
            name, cron, zone, kind, payload, queue, missed, missedMax, noOverlap,
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
                        MissedMax = parsed.GetValue(missedMax),
                        NoOverlap = parsed.GetValue(noOverlap),
                    }, hand.Read(parsed).Reason, ct);
                return $"The next tick is {AdminOutput.Time(schedule.Next(TimeProvider.System.GetUtcNow()))} UTC.";
            },
            parsed.GetRequiredValue(name), ct));
        return command;
    }

    static Command Run() => Verb("run", "Enqueue its job now, in addition to its ticks.", async (jobs, call, name, reason, ct) =>
        await jobs.RunPeriodicNowAsync(call.Db, name, reason, ct) is { } id ? $"Enqueued job {id}." : throw Missing(name));

    static Command Verb(
        string verb, string description,
        Func<JobOperator, Bits.Platform.Rpc.SystemCall, string, string, CancellationToken, Task<string>> act)
    {
        var (name, hand) = (Name(), new ActorOptions());
        var command = new Command(verb, description) { name };
        hand.AddTo(command);
        command.SetAction((parsed, ct) => JobsWriteCommands.WriteAsync(
            $"periodic_{verb}", hand.Read(parsed),
            (jobs, call) => act(jobs, call, parsed.GetRequiredValue(name), hand.Read(parsed).Reason, ct),
            parsed.GetRequiredValue(name), ct));
        return command;
    }

    static Argument<string> Name() => new("name") { Description = "The name of the periodic job." };

    static CommandException Missing(string name) => new($"There is no periodic job {name}. See: adminctl jobs periodic list");
}
