// A permission-filtered index, written in your own transaction: in the Postgres you already have (BITS_DATABASE_URL) or
// a private one.
using Bits.EmbeddedPostgres;
using Bits.Search;
using Npgsql;

await using var postgres = await PostgresServer.OpenAsync(PostgresOptions.FromEnvironment());
await using var dataSource = NpgsqlDataSource.Create(postgres.ConnectionString);
await SearchSchema.MigrateAsync(dataSource, [new("products")]);

var (everyone, dealers) = (new AudienceTag("everyone"), new AudienceTag("dealers"));
var options = new SearchOptions { PublicTags = [everyone] };
var (index, searcher) = (new Indexer(options), new Searcher(dataSource, options));
var dealer = new SearchQuery("folding kayak", [everyone, dealers]);
var visitor = new SearchQuery("folding kayak", [everyone]);

await using var db = await dataSource.OpenConnectionAsync();
await using (var transaction = await db.BeginTransactionAsync())
{
    await index.UpsertAsync(db, new("products", "sku-7", "Kayak, folding", "Ships in May.", [dealers]));
    Console.WriteLine($"Before the commit: {(await searcher.SearchAsync(dealer)).Hits.Count}");
    await transaction.CommitAsync();
}

Console.WriteLine($"After the commit: {(await searcher.SearchAsync(dealer)).Hits.Count}");
Console.WriteLine($"For a visitor: {(await searcher.SearchAsync(visitor)).Hits.Count}");

await index.DeleteAsync(db, "products", "sku-7"); // the sample may run again

await Tour.RunAsync(dataSource, index, searcher, options);
