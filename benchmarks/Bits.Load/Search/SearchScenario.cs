using System.CommandLine;
using System.Globalization;
using Bits.Load.Measuring;
using Bits.Load.Reporting;

namespace Bits.Load.Search;

/// <summary>The live index and the SQL path against the first thing one would write, SQLite and Lucene.NET, each with the
/// same documents and the same permission filter; freshness, cold start, memory, writing.</summary>
sealed class SearchScenario : IScenario
{
    const int OfTheScale = 0;

    static readonly Option<int> DocumentCount = NumberOption.Create(
        "--documents", "How many documents; default 1,000,000, at small scale 5,000. A fifth of it is measured beside it.",
        usual: OfTheScale, least: 2_000);

    /// <summary>What the rounds of a class measured of each engine, in the order of <see cref="Sides"/>.</summary>
    sealed record ClassResult(string Name, IReadOnlyList<IReadOnlyList<Latencies>> Engines)
    {
        public Spread Milliseconds(int engine, double share) => Spread.Of(Engines[engine], l => l.Percentile(share) / 1_000);
    }

    static readonly string[] Sides = ["live", "SQL path", "seed", "SQLite", "Lucene"];

    public string Name => "search";

    public string Description => "Searching by class of question, against rivals; freshness, cold start, memory, writing.";

    public IReadOnlyList<Option> Options => [DocumentCount];

    public async Task<Figures> RunAsync(ScenarioContext context, CancellationToken ct)
    {
        var asked = context.Parsed.GetValue(DocumentCount);
        var count = asked != OfTheScale ? asked : context.At(small: 5_000, full: 1_000_000);
        var findings = new Findings();
        findings.Figures.Add("documents", count);

        await using var installation = await SearchInstallation.CreateAsync(
            await context.Database.NewSchemaAsync(ct), new(count), ct);
        findings.Figures.Add("classes", await MeasureClassesAsync(context, installation, ct));
        await SearchRoundTrips.MeasureAsync(installation, findings, ct);
        await SearchBlocks.MeasureAsync(context, installation, findings, ct);
        await MeasureLessAsync(context, count / 5, findings, ct);
        await SearchThroughput.MeasureAsync(context, installation, findings, ct);
        await SearchFreshness.MeasureAsync(context, installation, findings, ct);
        findings.Add("cold_start_seconds", Spread.Of([installation.ColdStart.TotalSeconds]), "until the live index answers");
        findings.Add("bytes_per_document", Spread.Of([installation.BytesPerDocument]), "heap that the live index takes, merged");
        await SearchWriting.MeasureAsync(context, installation, findings, ct);

        findings.Print(context.Report, $"{count:N0} documents; live index fallbacks: {installation.Live.Health.Fallbacks:N0}");
        return findings.Figures;
    }

    static async Task<Figures> MeasureClassesAsync(ScenarioContext context, SearchInstallation installation, CancellationToken ct)
    {
        ScenarioContext.Tell("the same documents in the seed's table, SQLite, Lucene");
        await using var seed = await SeedEngine.CreateAsync(installation.Schema, ct);
        await using var sqlite = SqliteEngine.Create(installation.World);
        await using var lucene = LuceneEngine.Create(installation.World);
        ISearchEngine[] engines =
            [new LibraryEngine(installation.Searcher), new LibraryEngine(installation.BySql), seed, sqlite, lucene];
        var results = await MeasureAsync(context, installation.World, engines, ct);

        context.Report.Table(
            "milliseconds, one client, warm: p50 / p95, medians of the rounds; and p95 by that of live",
            ["class", .. Sides],
            results.Select(result => (string[])[result.Name, .. Sides.Select((_, side) => Cell(result, side))]));
        return AsFigures(results);
    }

    static async Task MeasureLessAsync(ScenarioContext context, int count, Findings findings, CancellationToken ct)
    {
        await using var installation = await SearchInstallation.CreateAsync(
            await context.Database.NewSchemaAsync(ct), new(count), ct);
        ISearchEngine[] engines = [new LibraryEngine(installation.Searcher), new LibraryEngine(installation.BySql)];
        var results = await MeasureAsync(context, installation.World, engines, ct);

        foreach (var result in results)
            findings.Explain(result.Milliseconds(0, 0.95), $"{result.Name}, p95 in ms, {count:N0} documents; SQL path {result.Milliseconds(1, 0.95)}");
        findings.Add(
            "p95_200k_ms", Worst(results, engine: 0), $"p95 of the slowest class, live index, {count:N0} documents");
        findings.Add(
            "sql_p95_200k_ms", Worst(results.Where(r => !SearchQuestions.IsAny(r.Name)), engine: 1),
            "the same of the SQL path, among the classes in which every word counts");
    }

    static async Task<List<ClassResult>> MeasureAsync(
        ScenarioContext context, SearchWorld world, ISearchEngine[] engines, CancellationToken ct)
    {
        var questions = new SearchQuestions(world);
        var (many, patience) = (context.At(small: 5, full: 150), context.At(small: TimeSpan.FromSeconds(1), full: TimeSpan.FromSeconds(8)));
        var results = new List<ClassResult>();
        foreach (var name in SearchQuestions.Classes)
        {
            ScenarioContext.Tell(name);
            // Nine pages of each; of a small world's words not every one has a second page.
            var isPaged = name.StartsWith("page", StringComparison.Ordinal);
            SearchQuestion[] asked = [.. Enumerable.Range(0, isPaged ? Math.Max(5, many / 9) : many).Select(_ => questions.Next(name))];
            results.Add(new(name, await ClassLatencies.MeasureAsync(engines, asked, Math.Min(5, context.Rounds), patience, isPaged, ct)));
        }

        return results;
    }

    static Spread Worst(IEnumerable<ClassResult> results, int engine) =>
        results.Select(result => result.Milliseconds(engine, 0.95)).MaxBy(p95 => p95.Median);

    static string Cell(ClassResult result, int side)
    {
        var (p50, p95) = (result.Milliseconds(side, 0.50).Median, result.Milliseconds(side, 0.95).Median);
        var ratio = side == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"  ({p95 / result.Milliseconds(0, 0.95).Median:0.0} ×)");
        return string.Create(CultureInfo.InvariantCulture, $"{p50:0.00} / {p95:0.00}{ratio}");
    }

    static Figures AsFigures(IEnumerable<ClassResult> results)
    {
        var figures = new Figures();
        foreach (var result in results)
        {
            var one = new Figures();
            one.Add("p50_ms", result.Milliseconds(0, 0.50));
            one.Add("p95_ms", result.Milliseconds(0, 0.95));
            one.Add("sql_p95_ms", result.Milliseconds(1, 0.95));
            foreach (var (rival, side) in new[] { ("seed", 2), ("sqlite", 3), ("lucene", 4) })
            {
                one.Add($"{rival}_p50_ms", result.Milliseconds(side, 0.50));
                one.Add($"{rival}_p95_ms", result.Milliseconds(side, 0.95));
            }
            figures.Add(result.Name, one);
        }

        return figures;
    }
}
