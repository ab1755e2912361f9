using System.CommandLine;
using System.Globalization;
using Bits.Load.Database;
using Bits.Load.Reporting;
using Bits.Platform;
using Bits.Search;

namespace Bits.Load.Search;

/// <summary>How good the order is, on a collection of documents, queries and judgements. Nothing is tuned to it.
/// </summary>
sealed class RelevanceScenario : IScenario
{
    // As deep as a caller can page in reason; the average precision counts what is below as not found.
    const int Depth = 1_000;

    static readonly Argument<DirectoryInfo> Folder = new Argument<DirectoryInfo>("DIR")
    {
        Description = "holds docs.jsonl.gz (id, title, body), queries.tsv (id, text), qrels.tsv (query, doc, grade)",
    }.AcceptExistingOnly();

    public string Name => "search-relevance";

    public string Description => "nDCG@10 and mean average precision on a collection, with default settings.";

    public IReadOnlyList<Argument> Arguments => [Folder];

    public async Task<Figures> RunAsync(ScenarioContext context, CancellationToken ct)
    {
        var collection = await Collection.ReadAsync(context.Parsed.GetValue(Folder)!, ct);
        var schema = await context.Database.NewSchemaAsync(ct);
        await FillAsync(schema, collection, ct);

        var searcher = new CollectionSearch(schema);
        var (gains, precisions, empty) = (new List<double>(), new List<double>(), 0);
        foreach (var (query, text) in collection.Queries.Where(q => collection.Judged(q.Key).Count > 0))
        {
            var found = await searcher.FindAsync(text, Depth, ct);
            gains.Add(Relevance.NormalizedGain(found, collection.Judged(query), 10));
            precisions.Add(Relevance.AveragePrecision(found, collection.Judged(query)));
            empty += found.Count == 0 ? 1 : 0;
        }

        return Report(context, collection, gains, precisions, empty);
    }

    static async Task FillAsync(LoadSchema schema, Collection collection, CancellationToken ct)
    {
        ScenarioContext.Tell($"{collection.Documents.Count:N0} documents");
        await SearchSchema.MigrateAsync(schema.DataSource, Surfaces.ForIndex, ct);
        await using var db = await schema.DataSource.OpenConnectionAsync(ct);
        await new Indexer().BulkUpsertAsync(
            db, [.. collection.Documents.Select(d => new SearchDocument(Surfaces.Feed, d.Id, d.Title, d.Body, [AudienceTags.Institute]))], ct);
        await new SearchMaintenance(new() { PublicTags = [AudienceTags.Institute] }).RefreshStatisticsAsync(db, ct);
        await schema.ExecuteAsync("analyze search_document", [], ct);
    }

    static Figures Report(
        ScenarioContext context, Collection collection, List<double> gains, List<double> precisions, int empty)
    {
        context.Report.Table(
            $"{collection.Documents.Count:N0} documents, {gains.Count} judged queries, default settings",
            ["nDCG@10", "MAP", "queries without any hit"],
            [[Text(gains.Average()), Text(precisions.Average()), $"{empty}"]]);

        var figures = new Figures();
        figures.Add("ndcg10", gains.Average());
        figures.Add("map", precisions.Average());
        figures.Add("queries", gains.Count);
        figures.Add("empty", empty);
        return figures;
    }

    static string Text(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);
}
