using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Bits.Platform;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Search;
using Npgsql;
using Spectre.Console;

namespace Adminctl.Searching;

/// <summary><c>adminctl search</c></summary>
static class SearchCommands
{
    public static Command Create() => new("search", "Search as a user, and maintain the index.")
    {
        Query(), Explain(), SearchIndexCommands.Reindex(), SearchIndexCommands.Reconcile(), SearchIndexCommands.Probe(),
        SearchIndexCommands.Stats(), SearchIndexCommands.Refresh(), SearchReportCommand.Create(),
    };

    static Command Query()
    {
        var (text, user, surface, web, json) = (Text(), As(), Surface(), Web(), Json());
        var limit = new Option<int>("--limit") { DefaultValueFactory = _ => 20, Description = "The maximum number of hits, 1 to 100. Default 20." };
        var command = new Command("query", "Search as a user, with their permissions.") { text, user, surface, web, limit, json };
        command.SetAction(async (parsed, ct) =>
        {
            if (parsed.GetValue(limit) is < 1 or > 100)
                throw new CommandException("--limit: give a number from 1 to 100.");

            await using var session = await AdminSession.OpenAsync(ct);
            await using var db = await session.DataSource.OpenConnectionAsync(ct);
            var query = await QueryAsync(session, db, parsed.GetRequiredValue(text), parsed.GetRequiredValue(user), ct) with
            {
                Limit = parsed.GetValue(limit),
                Surfaces = parsed.GetValue(surface) is { } one ? [Known(one)] : null,
                Syntax = parsed.GetValue(web) ? SearchSyntax.Web : SearchSyntax.Plain,
                Facets = true,
            };
            Print(await session.Get<Searcher>().SearchAsync(db, query, ct), parsed.GetValue(json));
            return ExitCodes.Done;
        });
        return command;
    }

    static Command Explain()
    {
        var (text, user, web, json) = (Text(), As(), Web(), Json());
        var surface = new Option<string>("--surface") { Required = true, Description = "The surface of the document." };
        var id = new Option<string>("--id") { Required = true, Description = "The id of the document on its surface." };
        var command = new Command("explain", "Explain why a user finds a document, or why not.") { text, user, surface, id, web, json };
        command.SetAction(async (parsed, ct) =>
        {
            await using var session = await AdminSession.OpenAsync(ct);
            await using var db = await session.DataSource.OpenConnectionAsync(ct);
            var query = await QueryAsync(session, db, parsed.GetRequiredValue(text), parsed.GetRequiredValue(user), ct) with
            {
                Syntax = parsed.GetValue(web) ? SearchSyntax.Web : SearchSyntax.Plain,
            };
            var explanation = await session.Get<Searcher>().ExplainAsync(
                db, query, Known(parsed.GetRequiredValue(surface)), parsed.GetRequiredValue(id), ct);
            Print(
                explanation is { IsAuthorExcluded: false }
                    ? explanation
                    : throw new CommandException("There is no such document, or it is hidden from the user. Check --surface and --id."),
                parsed.GetValue(json));
            return ExitCodes.Done;
        });
        return command;
    }

    static async Task<SearchQuery> QueryAsync(AdminSession session, NpgsqlConnection db, string text, string login, CancellationToken ct)
    {
        var account = await ActingPrincipal.FindUserOfAsAsync(session, login, ct);
        var view = await CallerAudience.ViewAsync(db, account.Id, ct);
        return new(text, view.Tags) { ExcludedAuthors = view.Blocked }; // without a caller: the query log is for users
    }

    static void Print(SearchPage page, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(page, RpcJson.Options));
            return;
        }

        var table = new Table().AddColumns("surface", "id", "title", "words", "rank");
        foreach (var hit in page.Hits)
            table.AddRow(
                new Text(hit.Surface), new Text(hit.EntityId), new Text(hit.Title),
                new Text(hit.Group == SearchGroup.AllWords ? "all" : "some"), new Text($"{hit.Rank}"));
        AnsiConsole.Write(table);
        foreach (var (typed, meant) in page.Corrections)
            Console.WriteLine($"Searched for {meant} instead of {typed}.");
        Console.WriteLine(page.HasSearchableWords
            ? $"Documents with all words: {string.Join(", ", page.Facets!.Select(f => $"{f.Key} {f.Value}"))}{(page.IsComplete ? "" : " (the hits are the best of a part of the matches)")}"
            : "The text has no searchable words.");
    }

    static void Print(SearchExplanation explanation, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(explanation, RpcJson.Options));
            return;
        }

        var table = new Table().AddColumns("word", "match", "kind", "in title", "in text", "weight");
        foreach (var word in explanation.Words)
            foreach (var match in word.Matches.DefaultIfEmpty(new("-", "no match", 0, 0, 0)))
                table.AddRow(
                    new Text(word.Text), new Text(match.Term), new Text(match.Kind), new Text($"{match.InTitle}"), new Text($"{match.InBody}"),
                    new Text(match.Weight.ToString("0.00", CultureInfo.InvariantCulture)));
        AnsiConsole.Write(table);
        Console.WriteLine($"Visible through {string.Join(", ", explanation.AdmittedBy)}.");
        Console.WriteLine(explanation.Excluded.Count > 0
            ? $"Not found: it has the excluded words {string.Join(", ", explanation.Excluded)}."
            : explanation.Group is { } group
                ? string.Create(CultureInfo.InvariantCulture, $"Found with {(group == SearchGroup.AllWords ? "all" : "some")} words, rank {explanation.Rank}: {explanation.Length} words long, boost {explanation.Boost:0.00}.")
                : "Not found: it has none of the words.");
    }

    public static string Known(string surface) => Surfaces.All.Contains(surface)
        ? surface
        : throw new CommandException($"--surface: use one of {string.Join(", ", Surfaces.All)}.");

    static Argument<string> Text() => new("text") { Description = "The text of the query." };

    static Option<string> As() => new("--as") { Required = true, Description = "The user: name, e-mail address or id." };

    public static Option<string?> Surface() => new("--surface") { Description = "Only this surface." };

    static Option<bool> Web() => new("--web") { Description = "Read quotes, minus and OR as syntax." };

    public static Option<bool> Json() => new("--json") { Description = "Print JSON." };
}
