using System.Text.Json;
using Bits.Jobs;
using Bits.Platform.Audit;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;

namespace Bits.Platform.Features.Operations;

/// <summary>Which jobs are meant; what is missing does not count.</summary>
/// <param name="Reason">Why; for the audit log.</param>
/// <param name="Queue">Of this queue.</param>
/// <param name="Kind">Of this kind.</param>
/// <param name="State">In this state.</param>
/// <param name="Signature">That failed so; see the groups of failures.</param>
/// <param name="Key">With this key.</param>
/// <param name="EnqueuedFrom">Enqueued at this moment or later.</param>
/// <param name="EnqueuedBefore">Enqueued before this moment.</param>
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
        Key = Key,
        EnqueuedFrom = EnqueuedFrom,
        EnqueuedBefore = EnqueuedBefore,
    };
}

/// <summary>What is done in the background.</summary>
/// <param name="Matching">How many jobs fit now.</param>
/// <param name="IsMore">Whether there are more: counting was broken off.</param>
/// <param name="JobId">The number of the job that does it.</param>
public sealed record BulkStarted(int Matching, bool IsMore, long JobId);

/// <summary>Starts what is to be done to many jobs.</summary>
public sealed class BulkStarter(JobOperator jobs, JobInspector inspector)
{
    const int MostCounted = 200_000;
    static readonly AuditField Matching = new("matching");
    static readonly AuditField Filter = new("filter");

    internal async Task<BulkStarted> StartAsync(BulkAction action, MatchingJobs request, RpcContext call, CancellationToken ct)
    {
        try
        {
            var filter = BulkActions.Narrowed(action, request.ToFilter());
            var matching = await inspector.CountAsync(filter, MostCounted, ct);
            var job = await jobs.StartBulkAsync(call.Db, action, filter, request.Reason, ct);

            call.Audit.Target("job", job).Because(request.Reason)
                .Changed(Matching, from: null, matching)
                .Changed(Filter, from: null, JsonSerializer.Serialize(request with { Reason = "" }, RpcJson.Options));
            return new(matching, matching == MostCounted, job);
        }
        catch (ArgumentException e)
        {
            throw FaultException.InvalidArgument("state", e.Message.Split(" (Parameter")[0]);
        }
    }
}
