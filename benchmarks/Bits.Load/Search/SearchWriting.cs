using System.Diagnostics;
using Bits.Load.Measuring;
using Bits.Load.Reporting;
using Bits.Platform;
using Bits.Search;
using Npgsql;

namespace Bits.Load.Search;

/// <summary>What writing costs: many documents at once, and one in somebody's transaction.</summary>
static class SearchWriting
{
    public static async Task MeasureAsync(
        ScenarioContext context, SearchInstallation installation, Findings findings, CancellationToken ct)
    {
        ScenarioContext.Tell("writing");
        await MeasureOneAsync(context, installation, findings, ct);
        await MeasureManyAsync(context, installation, findings, ct);
    }

    static async Task MeasureManyAsync(
        ScenarioContext context, SearchInstallation installation, Findings findings, CancellationToken ct)
    {
        var count = Math.Min(installation.World.Count, context.At(small: 500, full: 200_000));
        SearchDocument[] changed = [.. Enumerable.Range(0, count).Select(number => SearchWorld.Document(number, edition: 1))];
        await using var db = await installation.Schema.DataSource.OpenConnectionAsync(ct);
        await using var transaction = await db.BeginTransactionAsync(ct);

        var started = Stopwatch.GetTimestamp();
        await installation.Indexer.BulkUpsertAsync(db, changed, ct);
        await transaction.CommitAsync(ct);
        var written = Stopwatch.GetElapsedTime(started);
        await installation.Searcher.SearchAsync(new("anything", [AudienceTags.Institute]), ct);
        while (installation.Live.Health.State != LiveIndexState.Ready)
            await Task.Delay(10, ct);

        findings.Add("upsert_200k_seconds", Spread.Of([written.TotalSeconds]), $"BulkUpsert of {count:N0} documents that have changed, one transaction");
        findings.Explain(Spread.Of([Stopwatch.GetElapsedTime(started).TotalSeconds]), "until the live index answers again");
    }

    static async Task MeasureOneAsync(
        ScenarioContext context, SearchInstallation installation, Findings findings, CancellationToken ct)
    {
        await installation.Schema.ExecuteAsync("create table post (id bigint generated always as identity primary key, body text not null)", [], ct);
        await using var db = await installation.Schema.DataSource.OpenConnectionAsync(ct);
        var number = 0;
        var sides = await Rounds.AlternateAsync(
            Math.Min(5, context.Rounds), [() => RoundAsync(isIndexed: false), () => RoundAsync(isIndexed: true)], ct);

        findings.Explain(Spread.Of(sides[0], l => l.P95 / 1_000), "p95 in ms of a transaction that inserts a row");
        findings.Explain(Spread.Of(sides[1], l => l.P95 / 1_000), "p95 in ms of one that also writes its document");
        findings.Add(
            "upsert_added_p95_ms", Spread.Of(sides[0].Zip(sides[1], (bare, indexed) => (indexed.P95 - bare.P95) / 1_000)),
            "what the document adds");

        async Task<Latencies> RoundAsync(bool isIndexed)
        {
            var latencies = new Latencies();
            for (var i = context.At(small: 20, full: 500); i > 0; i--)
            {
                var document = SearchWorld.Document(number++, edition: 2) with { EntityId = $"one-{number}" };
                var started = Stopwatch.GetTimestamp();
                await CommitAsync(db, installation.Indexer, document, isIndexed, ct);
                latencies.RecordSince(started);
            }

            return latencies;
        }
    }

    static async Task CommitAsync(
        NpgsqlConnection db, Indexer indexer, SearchDocument document, bool isIndexed, CancellationToken ct)
    {
        await using var transaction = await db.BeginTransactionAsync(ct);
        await using (var insert = new NpgsqlCommand("insert into post (body) values ($1)", db) { Parameters = { new() { Value = document.Body } } })
            await insert.ExecuteNonQueryAsync(ct);
        if (isIndexed)
            await indexer.UpsertAsync(db, document, ct);
        await transaction.CommitAsync(ct);
    }
}
