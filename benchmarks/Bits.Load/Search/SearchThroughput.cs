using Bits.Load.Measuring;
using Bits.Load.Reporting;

namespace Bits.Load.Search;

/// <summary>How many searches eight clients get in a second, all classes alike; also while two writers commit.</summary>
static class SearchThroughput
{
    const int ClientCount = 8;
    const int WriterCount = 2;
    const int QuestionsEach = 500;

    public static async Task MeasureAsync(
        ScenarioContext context, SearchInstallation installation, Findings findings, CancellationToken ct)
    {
        ScenarioContext.Tell($"{ClientCount} clients");
        var questions = new SearchQuestions(installation.World);
        var classes = SearchQuestions.Classes.Where(name => name != "page_2_10").ToArray();
        var asked = Enumerable.Range(0, ClientCount * QuestionsEach).Select(i => questions.Next(classes[i % classes.Length])).ToArray();
        var (live, sql) = (new LibraryEngine(installation.Searcher), new LibraryEngine(installation.BySql));

        var sides = await Rounds.AlternateAsync(
            Math.Min(5, context.Rounds),
            [
                () => RunAsync(live, asked, context, ct), () => WithWritersAsync(live, asked, context, installation, ct),
                () => RunAsync(sql, asked, context, ct),
            ], ct);

        findings.Add("qps_8", Spread.Of(sides[0], load => load.PerSecond), "searches a second, 8 clients, live index");
        findings.Explain(Spread.Of(sides[0], load => load.Latencies.P95 / 1_000), "their p95 in ms");
        findings.Add("qps_8_writers_2", Spread.Of(sides[1], load => load.PerSecond), "the same while 2 writers commit");
        findings.Explain(Spread.Of(sides[1], load => load.Latencies.P95 / 1_000), "their p95 in ms");
        findings.Add("sql_qps_8", Spread.Of(sides[2], load => load.PerSecond), "searches a second, 8 clients, SQL path");
    }

    static Task<ClientLoad> RunAsync(
        LibraryEngine engine, SearchQuestion[] asked, ScenarioContext context, CancellationToken ct) => Clients.RunAsync(
            [
                .. Enumerable.Range(0, ClientCount).Select(client => (Func<int, Task>)(
                    i => engine.PageAsync(asked[((client * QuestionsEach) + i) % asked.Length], after: null, ct))),
            ], context.RoundTime);

    static async Task<ClientLoad> WithWritersAsync(
        LibraryEngine engine, SearchQuestion[] asked, ScenarioContext context, SearchInstallation installation,
        CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var writers = Enumerable.Range(0, WriterCount).Select(w => WriteAsync(installation, $"writer{w}", stop.Token, ct)).ToList();
        var load = await RunAsync(engine, asked, context, ct);
        await stop.CancelAsync();
        await Task.WhenAll(writers);
        return load;
    }

    /// <summary>Commits documents, one after the other, until told to stop.</summary>
    public static async Task WriteAsync(
        SearchInstallation installation, string writer, CancellationToken stop, CancellationToken ct)
    {
        await using var db = await installation.Schema.DataSource.OpenConnectionAsync(ct);
        for (var i = 0; !stop.IsCancellationRequested; i++)
            await installation.Indexer.UpsertAsync(db, SearchInstallation.Fresh($"{writer}-{i % 1_000}", $"news {i} of {writer}"), ct);
    }
}
