using Bits.Load.Measuring;
using Bits.Load.Reporting;

namespace Bits.Load.Search;

/// <summary>What it costs that a caller has blocked authors, by class of question.</summary>
static class SearchBlocks
{
    const int BlockCount = 500;

    public static async Task MeasureAsync(
        ScenarioContext context, SearchInstallation installation, Findings findings, CancellationToken ct)
    {
        var blocked = SearchWorld.Blocked(BlockCount);
        ISearchEngine[] engines =
        [
            new LibraryEngine(installation.Searcher), new LibraryEngine(installation.Searcher, blocked),
            new LibraryEngine(installation.BySql), new LibraryEngine(installation.BySql, blocked),
        ];
        var (live, sql) = (new List<Spread>(), new List<Spread>());
        foreach (var result in await SearchScenario.MeasureAsync(context, installation.World, engines, ct))
        {
            live.Add(Spread.OfRatio(result.Engines[1], result.Engines[0], l => l.P50));
            sql.Add(Spread.OfRatio(result.Engines[3], result.Engines[2], l => l.P50));
            findings.Explain(live[^1], $"{result.Name}, p50 with {BlockCount} blocked authors / without; SQL path {sql[^1]}");
        }

        findings.Add("blocks_500_ratio", live.MaxBy(ratio => ratio.Median), "the same of the dearest class, live index");
        findings.Add("sql_blocks_500_ratio", sql.MaxBy(ratio => ratio.Median), "the same of the dearest class, SQL path");
    }
}
