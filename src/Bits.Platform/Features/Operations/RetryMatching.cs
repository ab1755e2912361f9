using Bits.Jobs;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Operations;

/// <summary>Retries all matching jobs that are dead or failed, in the background as a job. A dry run counts them.</summary>
[Rpc(
    "jobs.v1/RetryMatching", Capabilities.JobsOperate, Audit = AuditClass.Admin,
    Example = """{"kind":"groups.notify_post","reason":"The mail server is back."}""",
    Answer = """{"matching":1200,"isMore":false,"jobId":42}""")]
public sealed class RetryMatching(BulkStarter bulk) : IRpc<MatchingJobs, BulkStarted>
{
    /// <inheritdoc />
    public Task<BulkStarted> HandleAsync(MatchingJobs request, RpcContext call, CancellationToken ct) =>
        bulk.StartAsync(BulkAction.Retry, request, call, ct);
}
