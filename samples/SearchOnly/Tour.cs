using Bits.Search;
using Npgsql;

/// <summary>The code of the search guides.</summary>
static class Tour
{
    public static async Task RunAsync(NpgsqlDataSource dataSource, Indexer index, Searcher searcher, SearchOptions options)
    {
        var everyone = new AudienceTag("everyone");
        await using var db = await dataSource.OpenConnectionAsync();
        await ImportAsync(db, index, everyone);
        await DeclareWordsAsync(db);
        await MaintainAsync(dataSource, db, index, searcher, options);
        Console.WriteLine($"Paddles: {await CountAsync(searcher, everyone)}");
        await ExplainAsync(searcher, everyone);
    }

    static async Task ImportAsync(NpgsqlConnection db, Indexer index, AudienceTag everyone)
    {
        var products = Enumerable.Range(1, 30).Select(number => new SearchDocument(
            "products", $"paddle-{number}", $"Paddle, size {number}", "Carbon, two parts.", [everyone])
        {
            Quality = number / 30.0,
            Version = 1,
        });
        await index.BulkUpsertAsync(db, [.. products]);
        await index.DeleteAsync(db, "products", "paddle-30", version: 2);
    }

    static async Task<int> CountAsync(Searcher searcher, AudienceTag everyone)
    {
        var query = new SearchQuery("paddle", [everyone]) { Surfaces = ["products"], Limit = 10 };
        var page = await searcher.SearchAsync(query);
        var count = page.Hits.Count;
        while (page.Next is not null)
        {
            page = await searcher.SearchAsync(query with { After = page.Next });
            count += page.Hits.Count;
        }

        return count;
    }

    static async Task ExplainAsync(Searcher searcher, AudienceTag everyone)
    {
        var query = new SearchQuery("carbon paddle", [everyone]);
        var explanation = await searcher.ExplainAsync(query, "products", "paddle-7");
        Console.WriteLine(explanation is null
            ? "Not there, or not for this caller."
            : $"Seen through {string.Join(", ", explanation.AdmittedBy)}.");
    }

    static async Task DeclareWordsAsync(NpgsqlConnection db)
    {
        await SearchTerms.AddSynonymAsync(db, "kajak", "kayak");
        await SearchTerms.AddProtectedAsync(db, "K2/S", "k2s");
    }

    static async Task MaintainAsync(
        NpgsqlDataSource dataSource, NpgsqlConnection db, Indexer index, Searcher searcher, SearchOptions options)
    {
        var maintenance = new SearchMaintenance(options);
        await maintenance.TidyAsync(db);
        await maintenance.ReindexAsync(dataSource, index);
        var probe = await maintenance.ProbeAsync(dataSource, index, searcher, "products");
        Console.WriteLine($"Found at once: {probe.IsGood}");
    }
}
