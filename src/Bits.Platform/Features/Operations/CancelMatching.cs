using Bits.Jobs;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Operations;

/// <summary>Cancels all matching jobs that are pending or running, in the background as a job. A dry run counts them.</summary>
[Rpc(
    "jobs.v1/CancelMatching", Capabilities.JobsOperate, Audit = AuditClass.Admin,
    Example = """{"kind":"groups.notify_post","reason":"Enqueued by mistake."}""",
    Answer = """{"matching":1200,"isMore":false,"jobId":42}""")]
public sealed class CancelMatching(BulkStarter bulk) : IRpc<MatchingJobs, BulkStarted>
{
    /// <inheritdoc />
    public Task<BulkStarted> HandleAsync(MatchingJobs request, RpcContext call, CancellationToken ct) =>
        bulk.StartAsync(BulkAction.Cancel, request, call, ct);
}
