using System.CommandLine;
using System.Globalization;
using Bits.Platform.Features.Mentorship;
using Bits.Platform.Features.Mentorship.Reports;
using Bits.Platform.Features.Mentorship.Runs;
using Bits.Platform.Rpc;

namespace Adminctl.Mentorship;

/// <summary><c>adminctl mentorship run | dry-run | verify | report</c></summary>
static class MentorshipCommands
{
    public static Command Create() => new("mentorship", "Run the matching of a mentorship programme, check its proof, and report.")
    {
        Run(), DryRun(), Verify(), Report(),
    };

    static Command Run()
    {
        var (programme, seed, asUser, json) = (Programme(), Seed(), CommandOptions.As(), CommandOptions.Json());
        var command = new Command("run", "Start a run; workers score and propose the pairs.") { programme, seed, asUser, json };
        command.SetAction((parsed, ct) => StartAsync(
            parsed.GetRequiredValue(programme), RunKind.Run, parsed.GetValue(seed), parsed.GetValue(asUser), parsed.GetValue(json), ct));
        return command;
    }

    static Command DryRun()
    {
        var (programme, seed, asUser, json) = (Programme(), Seed(), CommandOptions.As(), CommandOptions.Json());
        var command = new Command("dry-run", "Start a run that proposes nothing; compare it in the console or by GetRun.") { programme, seed, asUser, json };
        command.SetAction((parsed, ct) => StartAsync(
            parsed.GetRequiredValue(programme), RunKind.DryRun, parsed.GetValue(seed), parsed.GetValue(asUser), parsed.GetValue(json), ct));
        return command;
    }

    static async Task<int> StartAsync(Guid programme, RunKind kind, long seed, string? asUser, bool json, CancellationToken ct)
    {
        await using var session = await AdminSession.OpenAsync(ct);
        await RequireAsync(session, asUser, programme, ct);
        var runId = await session.Get<SystemPipeline>().RunAsync(
            SystemTask.OfOperator("mentorship.start_run"), async call =>
            {
                var id = await session.Get<MatchingRuns>().StartAsync(call.Db, programme, new(kind) { Seed = seed }, ct);
                call.Audit.Target("run", id);
                return id;
            }, ct);

        if (json)
            AdminOutput.Json(new { runId });
        else
            Console.WriteLine($"Started {runId}. Check it when it has finished: adminctl mentorship verify --run {runId}");
        return ExitCodes.Done;
    }

    static Command Verify()
    {
        var run = new Option<Guid>("--run") { HelpName = "ID", Required = true, Description = "The run." };
        var (asUser, json) = (CommandOptions.As(), CommandOptions.Json());
        var command = new Command(
            "verify", "Check a run again from its stored snapshot: hash, scores, pairs, proof. Exit code 4 when it is not proved.") { run, asUser, json };
        command.SetAction((parsed, ct) => VerifyAsync(parsed.GetRequiredValue(run), parsed.GetValue(asUser), parsed.GetValue(json), ct));
        return command;
    }

    static async Task<int> VerifyAsync(Guid id, string? asUser, bool json, CancellationToken ct)
    {
        await using var session = await AdminSession.OpenAsync(ct);
        await using var db = await session.DataSource.OpenConnectionAsync(ct);
        var run = await MatchingRun.FindAsync(db, id, ct) ?? throw new CommandException($"There is no run {id}.");
        await RequireAsync(session, asUser, run.ProgrammeId, ct);
        var verdict = await RunVerification.VerifyAsync(db, run, ct);

        if (json)
            AdminOutput.Json(verdict);
        else
            AdminOutput.Table(["what", "value"],
            [
                ["proved", verdict.IsProved ? "yes" : "no"], ["fault", verdict.Fault ?? ""], ["policy", AdminOutput.Word(run.Policy)],
                ["pairs", $"{verdict.Pairs}"], ["value", $"{verdict.Value}"], ["bound", $"{verdict.Bound}"],
                ["blocking pairs", $"{verdict.BlockingPairs}"], ["input hash", verdict.InputHash],
                ["redacted by an erasure", verdict.IsRedacted ? "yes" : "no"],
            ]);
        return verdict.IsProved ? ExitCodes.Done : ExitCodes.No;
    }

    static Command Report()
    {
        var (programme, asUser, json) = (Programme(), CommandOptions.As(), CommandOptions.Json());
        var command = new Command("report", "Count pairs by state, and compare how groups of mentees fare.") { programme, asUser, json };
        command.SetAction((parsed, ct) => ReportAsync(
            parsed.GetRequiredValue(programme), parsed.GetValue(asUser), parsed.GetValue(json), ct));
        return command;
    }

    static async Task<int> ReportAsync(Guid programme, string? asUser, bool json, CancellationToken ct)
    {
        await using var session = await AdminSession.OpenAsync(ct);
        await RequireAsync(session, asUser, programme, ct);
        await using var db = await session.DataSource.OpenConnectionAsync(ct);
        var report = await ProgrammeReport.GetAsync(db, programme, ct);

        if (json)
        {
            AdminOutput.Json(report);
            return ExitCodes.Done;
        }

        AdminOutput.Table(["what", "number"],
        [
            ["mentors", $"{report.Mentors}"], ["places", $"{report.Places}"], ["places taken", $"{report.PlacesTaken}"],
            ["mentees", $"{report.Mentees}"], ["mentees without a mentor", $"{report.MenteesWithoutMentor}"],
            ["proposed", $"{report.Proposed}"], ["approved", $"{report.Approved}"], ["active", $"{report.Active}"],
            ["refused", $"{report.Refused}"], ["declined", $"{report.Declined}"], ["expired", $"{report.Expired}"],
            ["ended", $"{report.Ended}"], ["rematches", $"{report.Rematches}"],
        ]);
        AdminOutput.Table(
            ["by", "group", "mentees", "matched", "rate", "gap", "look at it"],
            report.Fairness.Select(row => (string[])
            [
                AdminOutput.Word(row.By), row.Value ?? "not known", $"{row.Mentees}", $"{row.Matched}", Share(row.Rate), Share(row.Gap),
                row.IsSuspicious ? "yes" : "",
            ]));
        return ExitCodes.Done;
    }

    static async Task RequireAsync(AdminSession session, string? asUser, Guid id, CancellationToken ct)
    {
        await using var db = await session.DataSource.OpenConnectionAsync(ct);
        var programme = await Bits.Platform.Features.Mentorship.Programmes.Programme.FindAsync(db, id, ct)
            ?? throw new CommandException($"There is no programme {id}.");
        await (await ActingPrincipal.OpenAsync(session, asUser, ct)).RequireAsync(
            MentorshipCapabilities.Coordinate, programme.Scope, ct);
    }

    static string Share(double share) => share.ToString("0.000", CultureInfo.InvariantCulture);

    static Option<Guid> Programme() => new("--programme") { HelpName = "ID", Required = true, Description = "The programme." };

    static Option<long> Seed() => new("--seed") { HelpName = "N", Description = "Decides ties. Default 0." };
}
