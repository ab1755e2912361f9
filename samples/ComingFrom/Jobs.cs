using System.Text.Json.Serialization;
using Bits.Jobs;
using Microsoft.Extensions.Logging;

sealed record SendDigest(string To) : IJobArgs
{
    public static string Kind => "samples.send_digest";

    public static JobDefaults Defaults { get; } = new()
    {
        Queue = "mail",
        MaxAttempts = 5,
        Timeout = TimeSpan.FromMinutes(2),
        Retry = new() { FirstDelay = TimeSpan.FromSeconds(10), MaxDelay = TimeSpan.FromMinutes(10) },
    };
}

sealed class SendDigestHandler(Mailer mailer) : IJobHandler<SendDigest>
{
    public Task HandleAsync(Job<SendDigest> job, CancellationToken ct) => mailer.SendAsync(job.Args.To, ct);
}

sealed record IndexUser(int User) : IJobArgs
{
    public static string Kind => "samples.index_user";

    public static JobDefaults Defaults { get; } = new() { Unique = new() { OnConflict = UniqueConflict.Debounce } };

    public string UniqueKey() => $"samples.index_user:{User}";
}

sealed class IndexUserHandler : IJobHandler<IndexUser>
{
    public Task HandleAsync(Job<IndexUser> job, CancellationToken ct) => Task.CompletedTask;
}

sealed record ImportRows(string File, int From) : IJobArgs
{
    public static string Kind => "samples.import_rows";
}

sealed class ImportRowsHandler : IJobHandler<ImportRows>
{
    public Task HandleAsync(Job<ImportRows> job, CancellationToken ct) => job.Args.From switch
    {
        < 0 => throw new DiscardJobException("There is no such row."), // dead at once
        > 1_000_000 => throw new SnoozeJobException(TimeSpan.FromMinutes(5), "The file is not there yet."), // no attempt is counted
        _ => Task.CompletedTask,
    };
}

sealed record CloseImport(string File) : IJobArgs
{
    public static string Kind => "samples.close_import";

    [JsonPropertyName("batch")]
    public BatchEnd? Batch { get; init; }
}

sealed class CloseImportHandler : IJobHandler<CloseImport>
{
    public Task HandleAsync(Job<CloseImport> job, CancellationToken ct) =>
        Console.Out.WriteLineAsync($"{job.Args.File}: {job.Args.Batch?.Succeeded} of {job.Args.Batch?.Jobs} parts.");
}

sealed class LogScope(ILogger<LogScope> log) : IJobMiddleware
{
    public async Task HandleAsync(JobContext job, Func<CancellationToken, Task> next, CancellationToken ct)
    {
        using (log.BeginScope($"job {job.Id}, attempt {job.Attempt}"))
            await next(ct);
    }
}

sealed class Mailer
{
    readonly TextWriter _out = Console.Out;

    public Task SendAsync(string to, CancellationToken ct) => _out.WriteLineAsync($"A digest for {to}.".AsMemory(), ct);
}

[JsonSerializable(typeof(SendDigest))]
[JsonSerializable(typeof(IndexUser))]
[JsonSerializable(typeof(ImportRows))]
[JsonSerializable(typeof(CloseImport))]
sealed partial class SampleJson : JsonSerializerContext;
