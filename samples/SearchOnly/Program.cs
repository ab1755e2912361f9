// A permission-filtered index, written in your own transaction: in the Postgres you already have (BITS_DATABASE_URL) or
// a private one.
using Bits.EmbeddedPostgres;
using Bits.Search;
using Npgsql;

await using var postgres = await PostgresServer.OpenAsync(PostgresOptions.FromEnvironment());
await using var dataSource = NpgsqlDataSource.Create(postgres.ConnectionString);
await SearchSchema.MigrateAsync(dataSource);

var (index, searcher) = (new Indexer(), new Searcher(dataSource));
var alumni = new SearchQuery("sunday rowing", [AudienceTag.Institute, AudienceTag.Alumni]);
var student = new SearchQuery("sunday rowing", [AudienceTag.Institute, AudienceTag.Students]);

await using var db = await dataSource.OpenConnectionAsync();
await using (var transaction = await db.BeginTransactionAsync())
{
    await index.UpsertAsync(
        db, new(Surfaces.Events, "event-7", "Rowing on Sunday", "At the boat house.", [AudienceTag.Alumni]));
    Console.WriteLine($"Before the commit: {(await searcher.SearchAsync(alumni)).Hits.Count}");
    await transaction.CommitAsync();
}

Console.WriteLine($"After the commit: {(await searcher.SearchAsync(alumni)).Hits.Count}");
Console.WriteLine($"For a student: {(await searcher.SearchAsync(student)).Hits.Count}");

await index.DeleteAsync(db, Surfaces.Events, "event-7"); // the sample may run again
