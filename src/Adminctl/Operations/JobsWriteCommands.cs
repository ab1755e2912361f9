using System.CommandLine;
using Bits.Jobs;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;

namespace Adminctl.Operations;

/// <summary><c>adminctl jobs retry | cancel | discard | pause | resume</c>: for one job by its id, or in the background
/// for all jobs that match a filter.</summary>
static class JobsWriteCommands
{
    public static Command Retry()
    {
        var payload = new Option<string?>("--payload") { HelpName = "JSON", Description = "The new payload; only for one job." };

        return Verb(
            BulkAction.Retry, "Retry dead or failed jobs now, with all their attempts.", [payload],
            async (jobs, call, id, reason, parsed, ct) => await jobs.RetryAsync(call.Db, id, parsed.GetValue(payload), reason, ct)
                ? "The job is pending."
                : throw new CommandException($"Job {id} is neither dead nor failed, or does not exist. See: adminctl jobs explain {id}"));
    }

    public static Command Cancel() => Verb(
        BulkAction.Cancel, "Cancel pending and running jobs.", [],
        async (jobs, call, id, reason, _, ct) => await jobs.CancelAsync(call.Db, id, reason, ct) switch
        {
            CancelOutcome.Cancelled => "The job is cancelled.",
            CancelOutcome.Asked => "Cancellation requested.",
            CancelOutcome.Ended => throw new CommandException($"Job {id} has ended already."),
            CancelOutcome.Unknown => throw JobsReadCommands.Missing(id),
        });

    public static Command Discard() => Verb(
        BulkAction.Discard, "Delete dead jobs permanently, without running them.", [],
        async (jobs, call, id, reason, _, ct) => await jobs.DiscardAsync(call.Db, id, reason, ct)
            ? "The job is deleted."
            : throw new CommandException($"Job {id} is not dead, or does not exist. Cancel it first."));

    public static Command Pause() => Target(
        "pause", "Pause a queue or a kind: no new job starts. Running jobs continue.",
        async (jobs, call, target, reason, ct) =>
        {
            await jobs.PauseAsync(call.Db, target, reason, ct);
            return "Paused.";
        });

    public static Command Resume() => Target(
        "resume", "Resume a queue or a kind.",
        async (jobs, call, target, reason, ct) => await jobs.ResumeAsync(call.Db, target, reason, ct)
            ? "Resumed."
            : throw new CommandException("It is not paused. See: adminctl jobs stats"));

    static Command Verb(
        BulkAction action, string description, IReadOnlyList<Option> options,
        Func<JobOperator, SystemCall, long, string, ParseResult, CancellationToken, Task<string>> one)
    {
        var id = new Argument<long?>("id") { Arity = ArgumentArity.ZeroOrOne, Description = "The id of one job; omit it to select by the filter." };
        var (filter, hand, yes) = (new JobFilterOptions(), new ActorOptions(), CommandOptions.Yes());
        var dryRun = new Option<bool>("--dry-run") { Description = "Count the matching jobs only." };
        var command = new Command(action.ToString().ToLowerInvariant(), description) { id, dryRun, yes };
        hand.AddTo(command);
        filter.AddTo(command);
        foreach (var option in options)
            command.Options.Add(option);

        command.SetAction((parsed, ct) =>
        {
            var (number, meant) = (parsed.GetValue(id), filter.Read(parsed));
            if (number is not null && (meant != new JobFilter() || parsed.GetValue(dryRun)))
                throw new CommandException("An id selects one job. Remove the filter and --dry-run.");
            if (number is null && options.FirstOrDefault(option => parsed.GetResult(option) is not null) is { } ofOne)
                throw new CommandException($"{ofOne.Name} is for one job. Give its id.");

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
        BulkAction action, JobFilter filter, ActorOptions.Given by, bool dryRun, bool yes, CancellationToken ct)
    {
        const int most = 1_000_000;
        await using var session = await AdminSession.OpenAsync(ct);
        var hand = await HandAsync(session, by, Capability(action), ct); // before the count reveals anything
        var word = action.ToString().ToLowerInvariant();
        var count = await session.Get<JobInspector>().CountAsync(BulkActions.Narrowed(action, filter), most, ct);
        var jobs = count == most ? $"at least {count} jobs" : $"{count} jobs";
        if (dryRun || count == 0)
        {
            Console.WriteLine($"{word}: {jobs} match.");
            return ExitCodes.Done;
        }

        AdminOutput.Confirm(yes, $"{word} {jobs}?");
        var id = await AuditedAsync(hand, $"jobs.{word}_many", by.Reason, async call =>
        {
            var bulk = await session.Get<JobOperator>().StartBulkAsync(call.Db, action, filter, by.Reason, ct);
            call.Audit.Target("job", $"{bulk}");
            return bulk;
        }, ct);
        Console.WriteLine($"{word}: {jobs}, in the background, by job {id}. Progress: adminctl jobs show {id}");
        return ExitCodes.Done;
    }

    static Command Target(
        string name, string description, Func<JobOperator, SystemCall, PauseTarget, string, CancellationToken, Task<string>> act)
    {
        var queue = new Option<string?>("--queue") { HelpName = "NAME", Description = "The queue." };
        var kind = new Option<string?>("--kind") { HelpName = "KIND", Description = "The kind, instead of --queue." };
        var hand = new ActorOptions();
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
        _ => throw new CommandException("Give either --queue or --kind."),
    };

    /// <summary>Runs an operation with its audit event, and prints its result.</summary>
    internal static async Task<int> WriteAsync(
        string verb, ActorOptions.Given by, Func<JobOperator, SystemCall, Task<string>> work, string? target, CancellationToken ct,
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

    static async Task<ActingPrincipal> HandAsync(AdminSession session, ActorOptions.Given by, string capability, CancellationToken ct)
    {
        var hand = await ActingPrincipal.OpenAsync(session, by.AsUser, ct);
        await hand.RequireAsync(capability, scope: null, ct);
        return hand;
    }

    static Task<T> AuditedAsync<T>(
        ActingPrincipal hand, string action, string reason, Func<SystemCall, Task<T>> work, CancellationToken ct) =>
        hand.WriteAsync(action, reason, (_, _, _) => Task.CompletedTask, (call, _) => work(call), ct);
}
