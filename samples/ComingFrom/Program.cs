// What the page docs/guides/coming-from-hangfire.md shows, as one program.
using Bits.EmbeddedPostgres;
using Bits.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

await using var postgres = await PostgresServer.OpenAsync(PostgresOptions.FromEnvironment());
await using var dataSource = NpgsqlDataSource.Create(postgres.ConnectionString);
await JobsSchema.MigrateAsync(dataSource);

var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddSingleton(dataSource).AddSingleton<Mailer>();
builder.Services.AddBitsJobs()
    .AddJson(SampleJson.Default)
    .AddHandler<SendDigest, SendDigestHandler>()
    .AddHandler<IndexUser, IndexUserHandler>()
    .AddHandler<ImportRows, ImportRowsHandler>()
    .AddHandler<CloseImport, CloseImportHandler>()
    .AddMiddleware<LogScope>()
    .AddPeriodic("digest", "30 7 * * 1-5", new SendDigest("asha@example.org"), periodic =>
    {
        periodic.Zone = "Asia/Kolkata";
        periodic.NoOverlap = true;
    })
    .AddWorker()
    .AddWorker("mail", worker =>
    {
        worker.Queues.Add("mail");
        worker.Concurrency = 2;
    });
using var host = builder.Build();
await host.StartAsync();

var jobs = host.Services.GetRequiredService<JobQueue>();
await using var db = await dataSource.OpenConnectionAsync();

// Now, or later.
await jobs.EnqueueAsync(db, new SendDigest("asha@example.org"));
await jobs.EnqueueAsync(db, new SendDigest("bikram@example.org"), new() { RunIn = TimeSpan.FromMinutes(5) });

// With your data, or not at all.
await using (var transaction = await db.BeginTransactionAsync())
{
    await jobs.EnqueueAsync(db, new SendDigest("chitra@example.org"));
    await transaction.RollbackAsync(); // neither
}

// The latest change of a user is indexed once a quiet minute has passed.
await jobs.EnqueueAsync(db, new IndexUser(17), new() { RunIn = TimeSpan.FromMinutes(1) });
await jobs.EnqueueAsync(db, new IndexUser(17), new() { RunIn = TimeSpan.FromMinutes(1) });

// One after the other.
await jobs.StartWorkflowAsync(db, Workflow.Chain(
    WorkflowStep.Job("rows", new ImportRows("people.csv", 0)), WorkflowStep.Job("close", new CloseImport("people.csv"))));

// Many, and one when all have ended.
await using (var transaction = await db.BeginTransactionAsync())
{
    var batch = await jobs.BeginBatchAsync(db, BatchFollowUp.Job(new CloseImport("groups.csv")));
    await jobs.EnqueueManyAsync(
        db, [new ImportRows("groups.csv", 0), new ImportRows("groups.csv", 1_000)], new EnqueueOptions { Batch = batch });
    await transaction.CommitAsync();
}

// Operators.
var operators = host.Services.GetRequiredService<JobOperator>();
var job = await jobs.EnqueueAsync(db, new SendDigest("devi@example.org"), new() { RunIn = TimeSpan.FromDays(1) });
await operators.PrioritizeAsync(db, job, -1, "She is about to leave.");
await operators.RescheduleAsync(db, job, TimeProvider.System.GetUtcNow(), "She is about to leave.");
await operators.CancelAsync(db, job, "She has left.");

await host.StopAsync();
