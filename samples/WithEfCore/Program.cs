// A job in the transaction of EF Core's SaveChanges: both are there, or neither.
using System.Text.Json.Serialization;
using Bits.EmbeddedPostgres;
using Bits.Jobs;
using Microsoft.EntityFrameworkCore;
using Npgsql;

await using var postgres = await PostgresServer.OpenAsync(PostgresOptions.FromEnvironment());
await using var dataSource = NpgsqlDataSource.Create(postgres.ConnectionString);
await JobsSchema.MigrateAsync(dataSource);
var jobs = new JobQueue(dataSource);

await using var shop = new ShopContext(new DbContextOptionsBuilder<ShopContext>().UseNpgsql(dataSource).Options);
await shop.Database.ExecuteSqlAsync($"create table if not exists samples_order (id uuid primary key, item text not null)");

foreach (var (item, commit) in new[] { ("a kettle", true), ("a second thought", false) })
{
    var order = new Order { Id = Guid.CreateVersion7(), Item = item };
    await using var transaction = await shop.Database.BeginTransactionAsync();
    shop.Orders.Add(order);
    await shop.SaveChangesAsync();
    var job = await jobs.EnqueueAsync(
        (NpgsqlConnection)shop.Database.GetDbConnection(), new ShipOrder(order.Id), SampleJson.Default.ShipOrder);
    if (commit)
        await transaction.CommitAsync();
    else
        await transaction.RollbackAsync();

    var orderIsThere = await shop.Orders.AsNoTracking().AnyAsync(o => o.Id == order.Id);
    var jobIsThere = await shop.Database
        .SqlQuery<bool>($"""select exists (select from jobs_queue_job where id = {job}) as "Value" """).SingleAsync();
    Console.WriteLine($"{item}: order {orderIsThere}, job {jobIsThere}");
}

sealed class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options)
{
    public DbSet<Order> Orders => Set<Order>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Order>(order =>
    {
        order.ToTable("samples_order");
        order.Property(o => o.Id).HasColumnName("id");
        order.Property(o => o.Item).HasColumnName("item");
    });
}

sealed class Order
{
    public Guid Id { get; init; }

    public required string Item { get; init; }
}

sealed record ShipOrder(Guid OrderId) : IJobArgs
{
    public static string Kind => "samples.ship_order";
}

[JsonSerializable(typeof(ShipOrder))]
sealed partial class SampleJson : JsonSerializerContext;
