using System.CommandLine;
using Bits.Jobs;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;

namespace Adminctl;

/// <summary><c>adminctl jobs retry | cancel | discard | pause | resume</c>: one job by its number, or all that a filter
/// means, in the background.</summary>
static class JobsWriteCommands
{
    public static Command Retry()
    {
        var payload = new Option<string?>("--payload") { HelpName = "JSON", Description = "What the job is to be about from now on; for one job." };

        return Verb(
            BulkAction.Retry, "Run jobs again that are dead, or wait after a failure: at once, with all their attempts.", [payload],
            async (jobs, call, id, reason, parsed, ct) => await jobs.RetryAsync(call.Db, id, parsed.GetValue(payload), reason, ct)
                ? "It runs again."
                : throw new CommandException($"Job {id} is neither dead nor waiting after a failure, or there is none; see: adminctl jobs explain {id}"));
    }

    public static Command Cancel() => Verb(
        BulkAction.Cancel, "End jobs that wait or run, anywhere.", [],
        async (jobs, call, id, reason, _, ct) => await jobs.CancelAsync(call.Db, id, reason, ct) switch
        {
            CancelOutcome.Cancelled => "It is dead.",
            CancelOutcome.Asked => "Its handler has been asked to end.",
            CancelOutcome.Ended => throw new CommandException($"Job {id} had ended before."),
            CancelOutcome.Unknown => throw JobsReadCommands.Missing(id),
        });

    public static Command Discard() => Verb(
        BulkAction.Discard, "Forget dead jobs: what they were to do is not done.", [],
        async (jobs, call, id, reason, _, ct) => await jobs.DiscardAsync(call.Db, id, reason, ct)
            ? "It is forgotten."
            : throw new CommandException($"Job {id} is not dead, or there is none; cancel it first."));

    public static Command Pause() => Target(
        "pause", "Begin no job of a queue or a kind any more. Those that run go on.",
        async (jobs, call, target, reason, ct) =>
        {
            await jobs.PauseAsync(call.Db, target, reason, ct);
            return "Paused.";
        });

    public static Command Resume() => Target(
        "resume", "Let a queue or a kind go on.",
        async (jobs, call, target, reason, ct) => await jobs.ResumeAsync(call.Db, target, reason, ct)
            ? "It goes on."
            : throw new CommandException("It was not paused."));

    static Command Verb(
        BulkAction action, string description, IReadOnlyList<Option> options,
        Func<JobOperator, SystemCall, long, string, ParseResult, CancellationToken, Task<string>> one)
    {
        var id = new Argument<long?>("id") { Arity = ArgumentArity.ZeroOrOne, Description = "The number of one job; without it the filter counts." };
        var (filter, hand, yes) = (new JobFilterOptions(), new HandOptions(), CommandOptions.Yes());
        var dryRun = new Option<bool>("--dry-run") { Description = "Only count what the filter means." };
        var command = new Command(action.ToString().ToLowerInvariant(), description) { id, dryRun, yes };
        hand.AddTo(command);
        filter.AddTo(command);
        foreach (var option in options)
            command.Options.Add(option);

        command.SetAction((parsed, ct) =>
        {
            var (number, meant) = (parsed.GetValue(id), filter.Read(parsed));
            if (number is not null && (meant != new JobFilter() || parsed.GetValue(dryRun)))
                throw new CommandException("A number means one job: give no filter and no --dry-run with it.");
            if (number is null && options.FirstOrDefault(option => parsed.GetResult(option) is not null) is { } ofOne)
                throw new CommandException($"{ofOne.Name} is for one job: give its number.");

            return number is not null
                ? WriteAsync(
                    action.ToString().ToLowerInvariant(), hand.Read(parsed),
                    (jobs, call) => one(jobs, call, number.Value, hand.Read(parsed).Reason, parsed, ct), $"{number}", ct, Capability(action))
                : ManyAsync(action, meant, hand.Read(parsed), parsed.GetValue(dryRun), parsed.GetValue(yes), ct);
        });
        return command;
    }

    static string Capability(BulkAction action) =>
        action == BulkAction.Discard ? Capabilities.JobsDiscard : Capabilities.JobsOperate;

    static async Task<int> ManyAsync(
        BulkAction action, JobFilter filter, HandOptions.Given by, bool dryRun, bool yes, CancellationToken ct)
    {
        const int most = 1_000_000;
        await using var session = await AdminSession.OpenAsync(ct);
        var hand = await HandAsync(session, by, Capability(action), ct); // before a count tells anything
        var word = action.ToString().ToLowerInvariant();
        var count = await CountAsync(session, action, filter, most, ct);
        var jobs = count == most ? $"at least {count} jobs" : $"{count} jobs";
        if (dryRun || count == 0)
        {
            Console.WriteLine($"{word}: {jobs} would be meant.");
            return ExitCodes.Done;
        }

        AdminOutput.Confirm(yes, $"{word} {jobs}?");
        var id = await AuditedAsync(hand, $"jobs.{word}_many", by.Reason, async call =>
        {
            var bulk = await session.Get<JobOperator>().StartBulkAsync(call.Db, action, filter, by.Reason, ct);
            call.Audit.Target("job", $"{bulk}");
            return bulk;
        }, ct);
        Console.WriteLine($"{word}: {jobs}, in the background, by job {id}. How far it is: adminctl jobs show {id}");
        return ExitCodes.Done;
    }

    static async Task<int> CountAsync(AdminSession session, BulkAction action, JobFilter filter, int most, CancellationToken ct)
    {
        try
        {
            return await session.Get<JobInspector>().CountAsync(BulkActions.Narrowed(action, filter), most, ct);
        }
        catch (ArgumentException e)
        {
            throw new CommandException(AdminOutput.Reason(e));
        }
    }

    static Command Target(
        string name, string description, Func<JobOperator, SystemCall, PauseTarget, string, CancellationToken, Task<string>> act)
    {
        var queue = new Option<string?>("--queue") { HelpName = "NAME", Description = "Which queue." };
        var kind = new Option<string?>("--kind") { HelpName = "KIND", Description = "Which kind; one of the two." };
        var hand = new HandOptions();
        var command = new Command(name, description) { queue, kind };
        hand.AddTo(command);
        command.SetAction((parsed, ct) => WriteAsync(
            name, hand.Read(parsed),
            (jobs, call) => act(jobs, call, Read(parsed.GetValue(queue), parsed.GetValue(kind)), hand.Read(parsed).Reason, ct),
            parsed.GetValue(queue) ?? parsed.GetValue(kind), ct));
        return command;
    }

    static PauseTarget Read(string? queue, string? kind) => (queue, kind) switch
    {
        ({ } q, null) => PauseTarget.Queue(q),
        (null, { } k) => PauseTarget.Kind(k),
        _ => throw new CommandException("Give --queue or --kind, and not both."),
    };

    /// <summary>Does something with its audit event, and prints what it says.</summary>
    internal static async Task<int> WriteAsync(
        string verb, HandOptions.Given by, Func<JobOperator, SystemCall, Task<string>> work, string? target, CancellationToken ct,
        string capability = Capabilities.JobsOperate)
    {
        await using var session = await AdminSession.OpenAsync(ct);
        var hand = await HandAsync(session, by, capability, ct);
        Console.WriteLine(await AuditedAsync(hand, $"jobs.{verb}", by.Reason, call =>
        {
            if (target is not null)
                call.Audit.Target("job", target);
            return work(session.Get<JobOperator>(), call);
        }, ct));
        return ExitCodes.Done;
    }

    static async Task<AdminHand> HandAsync(AdminSession session, HandOptions.Given by, string capability, CancellationToken ct)
    {
        var hand = await AdminHand.OpenAsync(session, by.AsUser, ct);
        await hand.RequireAsync(capability, scope: null, ct);
        return hand;
    }

    static Task<T> AuditedAsync<T>(
        AdminHand hand, string action, string reason, Func<SystemCall, Task<T>> work, CancellationToken ct) =>
        hand.WriteAsync(action, reason, (_, _, _) => Task.CompletedTask, (call, _) => work(call), ct);
}
