using Bits.Jobs;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Operations;

/// <summary>Deletes all matching dead jobs permanently, in the background as a job. A dry run counts them.</summary>
[Rpc(
    "jobs.v1/DiscardMatching", Capabilities.JobsDiscard, Audit = AuditClass.Admin,
    Example = """{"kind":"groups.notify_post","reason":"The campaign is over."}""",
    Answer = """{"matching":1200,"isMore":false,"jobId":42}""")]
public sealed class DiscardMatching(BulkStarter bulk) : IRpc<MatchingJobs, BulkStarted>
{
    /// <inheritdoc />
    public Task<BulkStarted> HandleAsync(MatchingJobs request, RpcContext call, CancellationToken ct) =>
        bulk.StartAsync(BulkAction.Discard, request, call, ct);
}
