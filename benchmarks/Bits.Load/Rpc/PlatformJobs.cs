using Bits.Jobs;
using Bits.Load.Database;

namespace Bits.Load.Rpc;

/// <summary>The jobs of the platform in a scenario, where none may fail.</summary>
static class PlatformJobs
{
    /// <summary>Runs the jobs that are due.</summary>
    /// <exception cref="InvalidOperationException">One has failed.</exception>
    public static async Task DrainAsync(JobWorker worker, LoadSchema schema, CancellationToken ct)
    {
        const string failure = """
            select coalesce((select kind || ': ' || message || e'\n' || coalesce(detail, '') from jobs_queue_failure order by id limit 1), '')
            """;

        await worker.DrainAsync(ct);
        if (await schema.ValueAsync<string>(failure, ct) is { Length: > 0 } message)
            throw new InvalidOperationException($"A job has failed. {message}");
    }
}
