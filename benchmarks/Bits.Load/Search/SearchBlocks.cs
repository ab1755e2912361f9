using System.Diagnostics;
using Bits.Load.Measuring;
using Bits.Load.Reporting;

namespace Bits.Load.Search;

/// <summary>What it costs that a caller has blocked authors, by class of question. Each question is asked without blocks and
/// with them, one after the other, in turn who is first: what disturbs the one disturbs the other.</summary>
static class SearchBlocks
{
    const int BlockCount = 500;
    const int LastPage = 10;

    public static async Task MeasureAsync(
        ScenarioContext context, SearchInstallation installation, Findings findings, CancellationToken ct)
    {
        var blocked = SearchWorld.Blocked(BlockCount);
        var questions = new SearchQuestions(installation.World);
        var (live, sql) = (new List<Spread>(), new List<Spread>());
        foreach (var name in SearchQuestions.Classes)
        {
            ScenarioContext.Tell($"{name}, with {BlockCount} blocked authors");
            var pages = name.StartsWith("page", StringComparison.Ordinal) ? LastPage : 1;
            SearchQuestion[] asked = [.. Enumerable.Range(0, context.At(small: 5, full: 100 / pages)).Select(_ => questions.Next(name))];
            live.Add(await RatioAsync(new(installation.Searcher), new(installation.Searcher, blocked), asked, pages, context.Rounds, ct));
            sql.Add(await RatioAsync(new(installation.BySql), new(installation.BySql, blocked), asked, pages, context.Rounds, ct));
            findings.Explain(live[^1], $"{name}, time with {BlockCount} blocked authors / without; SQL path {sql[^1]}");
        }

        findings.Add("blocks_500_ratio", live.MaxBy(ratio => ratio.Median), "the same of the dearest class, live index");
        findings.Add("sql_blocks_500_ratio", sql.MaxBy(ratio => ratio.Median), "the same of the dearest class, SQL path");
    }

    // The median of the questions in each round; one round before them warms up.
    static async Task<Spread> RatioAsync(
        LibraryEngine without, LibraryEngine with, SearchQuestion[] questions, int pages, int rounds, CancellationToken ct)
    {
        var ratios = new List<double>();
        for (var round = 0; round <= rounds; round++)
        {
            var ofRound = new List<double>();
            foreach (var question in questions)
            {
                var isWithout = (ofRound.Count + round) % 2 == 0;
                var first = await MicrosecondsAsync(isWithout ? without : with, question, pages, ct);
                var second = await MicrosecondsAsync(isWithout ? with : without, question, pages, ct);
                ofRound.Add(isWithout ? second / first : first / second);
            }

            if (round > 0)
                ratios.Add(Spread.Of(ofRound).Median);
        }

        return Spread.Of(ratios);
    }

    static async Task<double> MicrosecondsAsync(LibraryEngine engine, SearchQuestion question, int pages, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        var (_, next) = await engine.PageAsync(question, after: null, ct);
        for (var page = 2; page <= pages && next is not null; page++)
            (_, next) = await engine.PageAsync(question, next, ct);

        return Stopwatch.GetElapsedTime(started).TotalMicroseconds;
    }
}
