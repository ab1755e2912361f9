using System.Text.Json;
using Bits.Jobs;
using Bits.Platform.Audit;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;

namespace Bits.Platform.Features.Operations;

/// <summary>Selects jobs; a missing condition matches all.</summary>
/// <param name="Reason">The reason, for the audit log.</param>
/// <param name="Queue">The queue.</param>
/// <param name="Kind">The kind.</param>
/// <param name="State">The state.</param>
/// <param name="Signature">The signature of the failure; see the groups of failures.</param>
/// <param name="Key">The partition key.</param>
/// <param name="EnqueuedFrom">The earliest time of enqueueing.</param>
/// <param name="EnqueuedBefore">The time before which they were enqueued.</param>
public sealed record MatchingJobs(
    [property: Text(Reasons.MaxLength)] string Reason,
    [property: Text(200, TextKind.Id)] string? Queue = null,
    [property: Text(200, TextKind.Id)] string? Kind = null,
    JobState? State = null,
    [property: Text(200, TextKind.Id)] string? Signature = null,
    [property: Text(1_000, TextKind.Id)] string? Key = null,
    DateTimeOffset? EnqueuedFrom = null,
    DateTimeOffset? EnqueuedBefore = null)
{
    internal JobFilter ToFilter() => new(Queue, Kind, State)
    {
        Signature = Signature,
        PartitionKey = Key,
        EnqueuedFrom = EnqueuedFrom,
        EnqueuedBefore = EnqueuedBefore,
    };
}

/// <summary>The background job of a bulk action.</summary>
/// <param name="Matching">The number of matching jobs now.</param>
/// <param name="IsMore">Whether there are more than the count's maximum.</param>
/// <param name="JobId">The id of the job that executes the action.</param>
public sealed record BulkStarted(int Matching, bool IsMore, long JobId);

/// <summary>Starts bulk actions on jobs.</summary>
public sealed class BulkStarter(JobOperator jobs, JobInspector inspector)
{
    const int MostCounted = 200_000;
    static readonly AuditField Matching = new("matching");
    static readonly AuditField Filter = new("filter");

    internal async Task<BulkStarted> StartAsync(BulkAction action, MatchingJobs request, RpcContext call, CancellationToken ct)
    {
        var filter = BulkActions.Narrowed(action, request.ToFilter());
        var matching = await inspector.CountAsync(filter, MostCounted, ct);
        var job = await jobs.StartBulkAsync(call.Db, action, filter, request.Reason, ct);

        call.Audit.Target("job", job).Because(request.Reason)
            .Changed(Matching, from: null, matching)
            .Changed(Filter, from: null, JsonSerializer.Serialize(request with { Reason = "" }, RpcJson.Options));
        return new(matching, matching == MostCounted, job);
    }
}
