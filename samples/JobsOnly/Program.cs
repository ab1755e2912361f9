// A job queue in the Postgres you already have: set BITS_DATABASE_URL, or let the sample start a private one.
using System.Text.Json.Serialization;
using Bits.EmbeddedPostgres;
using Bits.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

await using var postgres = await PostgresServer.OpenAsync(PostgresOptions.FromEnvironment());
await using var dataSource = NpgsqlDataSource.Create(postgres.ConnectionString);
await JobsSchema.MigrateAsync(dataSource);

var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddSingleton(dataSource).AddBitsJobs().AddHandler<SendDigest, SendDigestHandler>(SampleJson.Default.SendDigest);
using var host = builder.Build();

await host.Services.GetRequiredService<JobQueue>().EnqueueAsync(new SendDigest("asha@example.org"));
await host.Services.GetRequiredService<JobWorker>().DrainAsync(CancellationToken.None); // a host would AddWorker()

sealed record SendDigest(string To) : IJobArgs
{
    public static string Kind => "samples.send_digest";
}

sealed class SendDigestHandler : IJobHandler<SendDigest>
{
    public Task HandleAsync(Job<SendDigest> job, CancellationToken ct) =>
        Console.Out.WriteLineAsync($"A digest for {job.Args.To}, attempt {job.Attempt}.");
}

[JsonSerializable(typeof(SendDigest))]
sealed partial class SampleJson : JsonSerializerContext;
