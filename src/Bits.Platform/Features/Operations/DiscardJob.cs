using Bits.Jobs;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Operations;

/// <summary>Forgets a dead job, and how it failed. For good.</summary>
[Rpc(
    "jobs.v1/DiscardJob", Capabilities.JobsDiscard, Audit = AuditClass.Admin,
    Example = """{"jobId":42,"reason":"The account is gone."}""",
    Answer = "{}")]
public sealed class DiscardJob(JobOperator jobs) : IRpc<DiscardJob.Request, DiscardJob.Response>
{
    /// <summary>Which.</summary>
    /// <param name="JobId">Its number.</param>
    /// <param name="Reason">Why; for the audit log.</param>
    public sealed record Request(long JobId, [property: Text(Reasons.MaxLength)] string Reason);

    /// <summary>It is gone.</summary>
    public sealed record Response;

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        if (!await jobs.DiscardAsync(call.Db, request.JobId, request.Reason, ct))
            throw FaultException.FailedPrecondition("job_not_dead", $"There is no dead job {request.JobId}; cancel it first.");

        call.Audit.Target("job", request.JobId).Because(request.Reason);
        return new();
    }
}
