using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Bits.Platform.Rpc;
using Bits.Platform.Maintenance;
using Bits.Search;
using Spectre.Console;

namespace Adminctl.Searching;

/// <summary>The commands of <c>adminctl search</c> that maintain the index.</summary>
static class SearchIndexCommands
{
    public static Command Reindex()
    {
        var all = new Option<bool>("--all") { Description = "Reindex every document, as after a new protected term. Default: documents of an earlier version." };
        var command = new Command("reindex", "Reindex documents from their stored text, while searches continue.") { all };
        command.SetAction(async (parsed, ct) =>
        {
            await using var session = await AdminSession.OpenAsync(ct);
            var written = await session.Get<SearchMaintenance>().ReindexAsync(
                session.DataSource, session.Get<Indexer>(), parsed.GetValue(all), ct);
            Console.WriteLine(written.ToString("N0", CultureInfo.InvariantCulture) + " documents written.");
            return ExitCodes.Done;
        });
        return command;
    }

    public static Command Stats()
    {
        var json = SearchCommands.Json();
        var command = new Command("stats", "Show the state of the index.") { json };
        command.SetAction(async (parsed, ct) =>
        {
            await using var session = await AdminSession.OpenAsync(ct);
            await using var db = await session.DataSource.OpenConnectionAsync(ct);
            var status = await session.Get<SearchMaintenance>().StatusAsync(db, ct);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(status, RpcJson.Options));
                return ExitCodes.Done;
            }

            var table = new Table().AddColumns("what", "");
            foreach (var (surface, documents) in status.Documents)
                table.AddRow(new Text(surface), new Text(documents.ToString("N0", CultureInfo.InvariantCulture)));
            table.AddRow(new Text("to reindex"), new Text($"{status.ToReindex}"));
            table.AddRow(new Text("word statistics"), new Text(status.StatisticsAt is { } at ? $"version {status.StatisticsVersion} of {at:yyyy-MM-dd HH:mm:ss}" : "none yet"));
            AnsiConsole.Write(table);
            return ExitCodes.Done;
        });
        return command;
    }

    public static Command Refresh()
    {
        var command = new Command("refresh", "Refresh the word statistics, as the backend does once a day.");
        command.SetAction(async (_, ct) =>
        {
            await using var session = await AdminSession.OpenAsync(ct);
            await using var db = await session.DataSource.OpenConnectionAsync(ct);
            Console.WriteLine($"Statistics version {await session.Get<SearchMaintenance>().RefreshStatisticsAsync(db, ct)}.");
            return ExitCodes.Done;
        });
        return command;
    }

    public static Command Reconcile()
    {
        var (surface, json) = (SearchCommands.Surface(), SearchCommands.Json());
        var repair = new Option<bool>("--repair") { Description = "Write documents that are missing, stale or have wrong audience tags, and remove orphans." };
        var yes = new Option<bool>("--yes") { Description = "Skip the confirmation of the repair." };
        var command = new Command(
            "reconcile", "Compare the index with the documents of the features. Exit code 4 when it differs and was not repaired.")
        {
            surface, repair, yes, json,
        };
        command.SetAction(async (parsed, ct) =>
        {
            await using var session = await AdminSession.OpenAsync(ct);
            var reconciliation = session.Get<SearchReconciliation>();
            if (parsed.GetValue(surface) is { } one && !reconciliation.Surfaces.Contains(one))
                throw new CommandException($"--surface: only {string.Join(", ", reconciliation.Surfaces)} can be compared: the others have no owner.");
            if (parsed.GetValue(repair))
                AdminOutput.Confirm(parsed.GetValue(yes), "This writes and removes documents of the index.");

            var drifts = new Dictionary<string, SearchDrift>();
            foreach (var each in reconciliation.Surfaces.Where(s => parsed.GetValue(surface) is null || s == parsed.GetValue(surface)))
                drifts[each] = await ReconcileAsync(session, each, parsed.GetValue(repair), ct);
            Print(drifts, parsed.GetValue(json));
            return parsed.GetValue(repair) || drifts.Values.All(drift => !drift.Any) ? ExitCodes.Done : ExitCodes.No;
        });
        return command;
    }

    static async Task<SearchDrift> ReconcileAsync(AdminSession session, string surface, bool repair, CancellationToken ct)
    {
        var drift = await session.Get<SearchReconciliation>().RunAsync(surface, repair, ct);
        if (repair && drift.Any)
            await session.Get<SystemPipeline>().RunAsync(
                SystemTask.OfOperator("search.repair"), call => Task.FromResult(call.Audit.Target("surface", surface)), ct);
        return drift;
    }

    static void Print(Dictionary<string, SearchDrift> drifts, bool json)
    {
        if (json)
            AdminOutput.Json(drifts);
        else
            AdminOutput.Table(
                ["surface", "missing", "orphaned", "stale", "wrong audience"],
                drifts.Select(d => (IReadOnlyList<string>)[d.Key, $"{d.Value.Missing}", $"{d.Value.Orphaned}", $"{d.Value.Stale}", $"{d.Value.WrongAudience}"]));
    }

    public static Command Probe()
    {
        var json = SearchCommands.Json();
        var command = new Command(
            "probe", "Write a hidden document, find it, remove it, and check that it is gone. Exit code 4 when that fails.") { json };
        command.SetAction(async (parsed, ct) =>
        {
            await using var session = await AdminSession.OpenAsync(ct);
            var probe = await session.Get<IndexMaintenance>().ProbeAsync(ct);
            if (parsed.GetValue(json))
                AdminOutput.Json(probe);
            else
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(probe.Found ? "Found" : "NOT FOUND")} when written, {(probe.Gone ? "gone" : "STILL FOUND")} when removed; written in {probe.Write.TotalMilliseconds:0.0} ms, found in {probe.Search.TotalMilliseconds:0.0} ms."));
            return probe.IsGood ? ExitCodes.Done : ExitCodes.No;
        });
        return command;
    }
}
