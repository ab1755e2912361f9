// What the page src/Bits.Jobs/README.md shows, as one program.
using Bits.EmbeddedPostgres;
using Bits.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

await using var postgres = await PostgresServer.OpenAsync(PostgresOptions.FromEnvironment());
await using var dataSource = NpgsqlDataSource.Create(postgres.ConnectionString);
await JobsSchema.MigrateAsync(dataSource);

var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddSingleton(dataSource).AddBitsJobs()
    .AddJson(TourJson.Default)
    .AddHandler<IndexOrder, IndexOrderHandler>()
    .AddHandler<SendCode, SendCodeHandler>()
    .AddHandler<CloseDay, CloseDayHandler>()
    .AddHandler<ChargeCard, ChargeCardHandler>(kind =>
        kind.Decide = (e, attempt) => e is TimeoutException ? RetryVerdict.After(TimeSpan.FromSeconds(attempt)) : null)
    .AddPeriodic("close-day", "30 23 * * 1-5", new CloseDay(), periodic =>
    {
        periodic.Zone = "Asia/Kolkata";
        periodic.NoOverlap = true; // no tick while a job of it waits or runs
    })
    .AddMiddleware<Timed>();
using var host = builder.Build();

var jobs = host.Services.GetRequiredService<JobQueue>();
await using var db = await dataSource.OpenConnectionAsync();

// The search index follows a minute after the last change of the order.
await jobs.EnqueueAsync(db, new IndexOrder(17), new() { RunIn = TimeSpan.FromMinutes(1) });
var latest = await jobs.EnqueueUniqueAsync(db, new IndexOrder(17), new() { RunIn = TimeSpan.FromMinutes(1) });
Console.WriteLine($"Enqueued: {latest.IsNew}; another job has taken the arguments: {latest.IsReplaced}");

// The code is worth nothing in five minutes.
await jobs.EnqueueAsync(db, new SendCode("asha@example.org"), new() { ExpiresIn = TimeSpan.FromMinutes(5) });
await jobs.EnqueueAsync(db, new SendCode("bikram@example.org"), new() { ExpiresAt = DateTimeOffset.UnixEpoch }); // too late: it ends dead

// Many, and one when all have ended; each joins your transaction.
await using (var transaction = await db.BeginTransactionAsync())
{
    var batch = await jobs.BeginBatchAsync(db, BatchFollowUp.Job(new CloseDay()));
    await jobs.EnqueueManyAsync(db, [new ChargeCard(1), new ChargeCard(2)], new EnqueueOptions { Batch = batch });
    await transaction.CommitAsync();
}

// Stop a kind, move a job, say why one does not run, and retry all that died.
var (operators, inspector) = (host.Services.GetRequiredService<JobOperator>(), new JobInspector(dataSource));
await operators.PauseAsync(db, PauseTarget.Kind(SendCode.Kind), "The provider is down.");
await operators.PrioritizeAsync(db, latest.Id, -1, "Asha waits for it.");
await operators.RescheduleAsync(db, latest.Id, TimeProvider.System.GetUtcNow(), "Asha waits for it.");
foreach (var reason in (await inspector.ExplainAsync(latest.Id))!.Reasons)
    Console.WriteLine(reason);
await operators.ResumeAsync(db, PauseTarget.Kind(SendCode.Kind), "The provider is back.");
await operators.StartBulkAsync(db, BulkAction.Retry, new() { Kind = ChargeCard.Kind, State = JobState.Dead }, "The bank is back.");

await host.Services.GetRequiredService<JobWorker>().DrainAsync(CancellationToken.None);
