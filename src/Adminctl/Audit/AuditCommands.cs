using System.CommandLine;
using System.Text.Json;
using Bits.Platform.Audit;
using Bits.Platform.Rpc;
using Spectre.Console;

namespace Adminctl.Audit;

/// <summary><c>adminctl audit</c></summary>
static class AuditCommands
{
    public static Command Create() => new("audit", "Read and verify the audit log.")
    {
        List(), Export(), Verify(),
    };

    static Command List()
    {
        var filter = new AuditFilterOptions();
        var limit = NumberOption.Whole("--limit", "The maximum number of events", usual: 20, least: 1, most: 1_000);
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("list", "List events, the latest first.") { limit, json };
        filter.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            await using var session = await AdminSession.OpenAsync(ct);
            await LookAsync(session, filter.Read(parsed), ct);
            var events = await session.Get<AuditReader>().ListAsync(filter.Read(parsed), after: null, parsed.GetValue(limit), ct);
            if (parsed.GetValue(json))
                Console.WriteLine(JsonSerializer.Serialize(events, RpcJson.Options));
            else
                AnsiConsole.Write(AsTable(events));
            return ExitCodes.Done;
        });
        return command;
    }

    static Command Export()
    {
        var filter = new AuditFilterOptions();
        var command = new Command("export", "Print all events as JSON, one per line, the latest first.");
        filter.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            await using var session = await AdminSession.OpenAsync(ct);
            await LookAsync(session, filter.Read(parsed), ct);
            await foreach (var e in session.Get<AuditReader>().ExportAsync(filter.Read(parsed), ct))
                Console.WriteLine(JsonSerializer.Serialize(e, RpcJson.Options));
            return ExitCodes.Done;
        });
        return command;
    }

    // A read of the log is an event of the log.
    static Task<bool> LookAsync(AdminSession session, AuditFilter filter, CancellationToken ct) =>
        session.Get<SystemPipeline>().RunAsync(
            SystemTask.OfOperator("audit.read"),
            call =>
            {
                call.Audit.LookedFor(filter.ToString());
                return Task.FromResult(true);
            }, ct);

    static Command Verify()
    {
        var anchor = new Option<string?>("--anchor") { Description = "The file of Audit:AnchorFile; also detects a chain that was cut off together with its head." };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command(
            "verify", "Compare the log with its seals. Exit code 3 when they differ; lists the differences in order.")
        {
            anchor, json,
        };
        command.SetAction(async (parsed, ct) =>
        {
            await using var session = await AdminSession.OpenAsync(ct);
            var file = parsed.GetValue(anchor);
            if (file is not null && !File.Exists(file))
                throw new CommandException($"--anchor: there is no file {file}. Give the file of Audit:AnchorFile.");

            var report = await session.Get<AuditVerifier>().VerifyAsync(file, ct);
            Console.WriteLine(parsed.GetValue(json) ? JsonSerializer.Serialize(report, RpcJson.Options) : Text(report));
            return report.Problems.Count == 0 ? ExitCodes.Done : ExitCodes.SomeRejected;
        });
        return command;
    }

    static string Text(AuditReport report) => string.Join('\n',
    [
        .. report.Problems.Select(problem => $"{problem.Where}: {problem.What}"),
        $"{report.Seals} seals over {report.Events} events, {report.Erased} of them with their personal part erased; "
            + $"{report.Unsealed} events are not sealed yet. Last sealed: "
            + (report.CheckedAt is { } at ? $"{at:yyyy-MM-dd HH:mm:ss} UTC." : "never."),
        report.Problems.Count == 0 ? "No differences." : $"Problems: {report.Problems.Count}.",
    ]);

    static Table AsTable(IReadOnlyList<AuditEntry> events)
    {
        var table = new Table().AddColumns("at", "action", "outcome", "actor", "scope", "target", "rule", "request");
        foreach (var e in events)
            table.AddRow(
                new Text($"{e.At:yyyy-MM-dd HH:mm:ss}"), new Text(e.Action), new Text(e.Outcome),
                new Text(e.ActorId?.ToString() ?? e.ActorKind), new Text(e.Scope ?? ""), new Text(e.Target ?? ""),
                new Text(e.Rule ?? ""), new Text(e.RequestId));

        return table;
    }
}
