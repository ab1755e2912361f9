// A batch of jobs in the transaction of plain Npgsql: all of it is there, or nothing. Any language can do the like by INSERT.
using System.Text.Json.Serialization;
using Bits.EmbeddedPostgres;
using Bits.Jobs;
using Npgsql;

await using var postgres = await PostgresServer.OpenAsync(PostgresOptions.FromEnvironment());
await using var dataSource = NpgsqlDataSource.Create(postgres.ConnectionString);
await JobsSchema.MigrateAsync(dataSource);
var jobs = new JobQueue(dataSource);

await using var db = await dataSource.OpenConnectionAsync();
await using (var transaction = await db.BeginTransactionAsync())
{
    var batch = await jobs.BeginBatchAsync(db, BatchFollowUp.Job(new CloseOrder(17), SampleJson.Default.CloseOrder));
    await jobs.EnqueueManyAsync(
        db, [new ShipItem(17, "a kettle"), new ShipItem(17, "two cups")], SampleJson.Default.ShipItem, new() { Batch = batch });
    await using var plain = new NpgsqlCommand(
        "insert into jobs_queue_job (kind, payload) values ('samples.ship_item', '{\"Order\": 18, \"Item\": \"a spoon\"}')", db);
    await plain.ExecuteNonQueryAsync();
    await transaction.CommitAsync();
    Console.WriteLine($"batch: {(await new JobInspector(dataSource).FindBatchAsync(batch))!.Jobs} jobs");
}

sealed record ShipItem(int Order, string Item) : IJobArgs
{
    public static string Kind => "samples.ship_item";
}

sealed record CloseOrder(int Order) : IJobArgs
{
    public static string Kind => "samples.close_order";

    [JsonPropertyName("batch")]
    public BatchEnd? Batch { get; init; }
}

[JsonSerializable(typeof(ShipItem))]
[JsonSerializable(typeof(CloseOrder))]
sealed partial class SampleJson : JsonSerializerContext;
