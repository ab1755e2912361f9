using System.CommandLine;
using System.Globalization;
using Bits.Search.Reports;

namespace Adminctl.Searching;

/// <summary><c>adminctl search report</c></summary>
static class SearchReportCommand
{
    enum Report
    {
        Unanswered,
        Slow,
        Trending,
    }

    public static Command Create()
    {
        var which = new Argument<Report>("report") { Description = "unanswered: queries without hits; slow; trending: queries of more people than in the previous window." };
        var days = NumberOption.Whole("--days", "The window in days", usual: 7, least: 1, most: 90);
        var people = NumberOption.Whole("--min-people", "The minimum number of people per row; with 1 it reveals the searches of one person", usual: 3, least: 1, most: 1_000);
        var limit = NumberOption.Whole("--limit", "The maximum number of rows", usual: 20, least: 1, most: 1_000);
        var json = SearchCommands.Json();
        var command = new Command("report", "Report on searches, from the query log.") { which, days, people, limit, json };
        command.SetAction(async (parsed, ct) =>
        {
            await using var session = await AdminSession.OpenAsync(ct);
            await using var db = await session.DataSource.OpenConnectionAsync(ct);
            var filter = new QueryReportFilter
            {
                Window = TimeSpan.FromDays(parsed.GetValue(days)),
                MinPeople = parsed.GetValue(people),
                Limit = parsed.GetValue(limit),
            };
            var rows = await (parsed.GetValue(which) switch
            {
                Report.Unanswered => QueryReports.ListUnansweredAsync(db, filter, ct),
                Report.Slow => QueryReports.ListSlowAsync(db, filter, ct),
                Report.Trending => QueryReports.ListTrendingAsync(db, filter, ct),
            });
            Print(rows, parsed.GetValue(json));
            return ExitCodes.Done;
        });
        return command;
    }

    static void Print(IReadOnlyList<QueryReportRow> rows, bool json)
    {
        if (json)
            AdminOutput.Json(rows);
        else
            AdminOutput.Table(
                ["words", "people", "searches", "p95 ms", "corrected to"],
                rows.Select(row => (IReadOnlyList<string>)
                [
                    row.Words, $"{row.People}", $"{row.Searches}", row.P95.TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture), row.TakenAs ?? "",
                ]));
    }
}
