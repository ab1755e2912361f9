using Bits.Load.Reporting;
using Bits.Platform;

namespace Bits.Load.Search;

/// <summary>Commits a document and searches for it at once on another connection, over and over, while others write.
/// </summary>
static class SearchFreshness
{
    const int ProberCount = 4;

    public static async Task MeasureAsync(
        ScenarioContext context, SearchInstallation installation, Findings findings, CancellationToken ct)
    {
        var probes = context.At(small: 50, full: 2_500);
        ScenarioContext.Tell($"{ProberCount * probes:N0} documents, each looked for after its commit");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var writers = Enumerable.Range(0, 2).Select(w => SearchThroughput.WriteAsync(installation, $"other{w}", stop.Token, ct)).ToList();
        var fallbacks = installation.Live.Health.Fallbacks;

        var misses = await Task.WhenAll(Enumerable.Range(0, ProberCount).Select(p => Task.Run(() => ProbeAsync(installation, p, probes, ct), ct)));
        await stop.CancelAsync();
        await Task.WhenAll(writers);

        findings.Figures.Add("freshness_probes", ProberCount * probes);
        findings.Figures.Add("freshness_misses", misses.Sum());
        findings.Explain(
            Measuring.Spread.Of([misses.Sum()]),
            $"misses in {ProberCount * probes:N0} commit-then-search probes; {installation.Live.Health.Fallbacks - fallbacks} of the searches were answered by the database");
    }

    static async Task<int> ProbeAsync(SearchInstallation installation, int prober, int probes, CancellationToken ct)
    {
        await using var db = await installation.Schema.DataSource.OpenConnectionAsync(ct);
        var misses = 0;
        for (var i = 0; i < probes; i++)
        {
            var word = $"probe{prober}x{i}";
            await installation.Indexer.UpsertAsync(db, SearchInstallation.Fresh($"probe{prober}-{i}", word), ct);
            var page = await installation.Searcher.SearchAsync(new(word, [AudienceTags.Institute]), ct);
            if (page.Hits is not [{ } hit] || hit.Title != word)
                misses++;
        }

        return misses;
    }
}
