using System.CommandLine;
using System.Text;
using System.Text.Json;
using Adminctl.People;
using Bits.Platform.Features.People;
using Bits.Platform.Rpc;

namespace Adminctl.Membership;

/// <summary><c>adminctl membership</c></summary>
static class MembershipCommands
{
    public static Command Create() => new("membership", "Manage memberships of scopes.")
    {
        MemberCommands.Add(), MemberCommands.Remove(), MemberCommands.SetRole(), MemberCommands.Ban(), MemberCommands.Unban(),
        MemberReadCommands.List(), MemberReadCommands.History(), MemberReadCommands.AsOf(),
        LedgerCommands.Verify(), LedgerCommands.Expire(),
        Import(), BackfillCommand.Create(),
    };

    static Command Import()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "CSV in UTF-8, one person per line, first line name,e-mail,batch,chapter and, if known, campus; separated by comma, semicolon, tab, or sep=." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Report only; change nothing." };
        var json = new Option<bool>("--json") { Description = "Report as JSON." };
        var command = new Command(
            "import",
            "Import people: accounts, batches, chapters. Imports good lines even when others are bad (exit code 3); a second run changes nothing.")
        {
            file, dryRun, json,
        };
        command.SetAction((parsed, ct) => ImportAsync(
            parsed.GetRequiredValue(file), parsed.GetValue(dryRun), parsed.GetValue(json), ct));
        return command;
    }

    static async Task<int> ImportAsync(FileInfo file, bool dryRun, bool json, CancellationToken ct)
    {
        using var reader = Open(file);
        await using var session = dryRun
            ? await AdminSession.OpenAsync(ct)
            : await (await AdminSession.CreateAsync(ct)).MigratedAsync(ct);
        var report = await ImportAsync(session.Get<PeopleImport>(), reader, dryRun, ct);

        Console.WriteLine(json ? JsonSerializer.Serialize(report, RpcJson.Options) : Text(report, dryRun));
        return report.Rejected.Count == 0 ? ExitCodes.Done : ExitCodes.SomeRejected;
    }

    static StreamReader Open(FileInfo file)
    {
        if (!file.Exists)
            throw new CommandException($"There is no file {file.FullName}. Check the path.");

        try
        {
            return new(file.FullName, Encoding.UTF8);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"The file cannot be read: {e.Message}");
        }
    }

    static async Task<ImportReport> ImportAsync(
        PeopleImport import, StreamReader reader, bool dryRun, CancellationToken ct)
    {
        try
        {
            var people = await PeopleFile.OpenAsync(reader, ct);
            return await import.RunAsync(people, dryRun, new Lines(), ct);
        }
        catch (FormatException e)
        {
            throw new CommandException(e.Message);
        }
    }

    static string Text(ImportReport report, bool dryRun) => string.Join('\n',
    [
        .. report.Rejected.Select(problem => $"line {problem.Line}: {problem.Field}: {problem.Problem}"),
        .. report.NewChapters.Select(chapter => $"new chapter: {chapter}"),
        $"People: {report.Created} new, {report.Updated} updated, {report.Unchanged} unchanged. "
            + $"Memberships: {report.MembershipsAdded} new. Problems: {report.Rejected.Count}.",
        .. dryRun ? ["This was a dry run: nothing was changed."] : Array.Empty<string>(),
    ]);

    sealed class Lines : IProgress<int>
    {
        public void Report(int value) => Console.Error.WriteLine($"· {value} lines");
    }
}
