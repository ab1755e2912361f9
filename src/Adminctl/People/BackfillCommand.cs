using System.CommandLine;
using System.Globalization;
using Bits.Platform.Auth;
using Bits.Platform.Features.People.Backfill;

namespace Adminctl.People;

/// <summary><c>adminctl membership backfill</c></summary>
static class BackfillCommand
{
    public static Command Create()
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Report only; change nothing." };
        var restart = new Option<bool>("--restart") { Description = "Abandon an interrupted run and start over. Default: resume it." };
        var chunk = NumberOption.Whole("--chunk-size", "The number of accounts per transaction", usual: 1_000, least: 1, most: 5_000);
        var (asUser, json) = (CommandOptions.As(), CommandOptions.Json());
        var command = new Command(
            "backfill",
            "Add the memberships in batches and chapters that follow from Phase 1's accounts and profiles. Only adds; resumes an interrupted run.")
        {
            dryRun, restart, chunk, asUser, json,
        };
        command.SetAction((parsed, ct) => RunAsync(
            new(parsed.GetValue(dryRun), parsed.GetValue(restart), parsed.GetValue(chunk)), parsed.GetValue(asUser),
            parsed.GetValue(json), ct));
        return command;
    }

    static async Task<int> RunAsync(BackfillOptions options, string? asUser, bool json, CancellationToken ct)
    {
        await using var session = await AdminSession.OpenAsync(ct);
        await (await ActingPrincipal.OpenAsync(session, asUser, ct)).RequireAsync(Capabilities.MembershipImport, scope: null, ct);
        var report = await session.Get<MembershipBackfill>().RunAsync(options, new Users(), ct);

        if (json)
            AdminOutput.Json(report);
        else
            Print(report, options.DryRun);
        return report.Unresolved.Count == 0 && report.Total().Conflicts == 0 ? ExitCodes.Done : ExitCodes.SomeRejected;
    }

    static void Print(BackfillReport report, bool dryRun)
    {
        AdminOutput.Table(
            ["scope", "added", "unchanged", "conflicts", "banned"],
            report.Scopes.Append(new("all", report.Total())).Select(s => (string[])
            [
                s.Key, Number(s.Value.Added), Number(s.Value.Unchanged), Number(s.Value.Conflicts), Number(s.Value.Banned),
            ]));
        foreach (var (problem, count) in report.Unresolved.OrderByDescending(u => u.Value))
            Console.WriteLine($"unresolved: {problem}: {Number(count)}");
        foreach (var conflict in report.Conflicts)
            Console.WriteLine($"conflict: user {conflict.UserId} in {conflict.Scope}: {conflict.Problem}");
        Console.WriteLine($"{Number(report.Users)} accounts.{(dryRun ? " This was a dry run: nothing was changed." : "")}");
    }

    static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    sealed class Users : IProgress<int>
    {
        public void Report(int value) => Console.Error.WriteLine($"· {value} accounts");
    }
}
