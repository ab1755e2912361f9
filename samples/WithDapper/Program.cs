// A job in the transaction of Dapper's statements: both are there, or neither.
using System.Text.Json.Serialization;
using Bits.EmbeddedPostgres;
using Bits.Jobs;
using Dapper;
using Npgsql;

await using var postgres = await PostgresServer.OpenAsync(PostgresOptions.FromEnvironment());
await using var dataSource = NpgsqlDataSource.Create(postgres.ConnectionString);
await JobsSchema.MigrateAsync(dataSource);
var jobs = new JobQueue(dataSource);

await using var db = await dataSource.OpenConnectionAsync();
await db.ExecuteAsync("create table if not exists samples_order (id uuid primary key, item text not null)");

foreach (var (item, commit) in new[] { ("a kettle", true), ("a second thought", false) })
{
    var order = Guid.CreateVersion7();
    await using var transaction = await db.BeginTransactionAsync();
    await db.ExecuteAsync("insert into samples_order (id, item) values (@order, @item)", new { order, item }, transaction);
    var job = await jobs.EnqueueAsync(db, new ShipOrder(order), SampleJson.Default.ShipOrder);
    if (commit)
        await transaction.CommitAsync();
    else
        await transaction.RollbackAsync();

    Console.WriteLine(
        $"{item}: order {await ExistsAsync("select exists (select from samples_order where id = @id)", order)}, "
        + $"job {await ExistsAsync("select exists (select from jobs_queue_job where id = @id)", job)}");
}

Task<bool> ExistsAsync(string sql, object id) => db.ExecuteScalarAsync<bool>(sql, new { id });

sealed record ShipOrder(Guid OrderId) : IJobArgs
{
    public static string Kind => "samples.ship_order";
}

[JsonSerializable(typeof(ShipOrder))]
sealed partial class SampleJson : JsonSerializerContext;
