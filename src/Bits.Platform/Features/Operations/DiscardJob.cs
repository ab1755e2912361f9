using Bits.Jobs;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Operations;

/// <summary>Deletes a dead job and its errors permanently.</summary>
[Rpc(
    "jobs.v1/DiscardJob", Capabilities.JobsDiscard, Audit = AuditClass.Admin,
    Example = """{"jobId":42,"reason":"The account is gone."}""",
    Answer = "{}")]
public sealed class DiscardJob(JobOperator jobs) : IRpc<DiscardJob.Request, DiscardJob.Response>
{
    /// <summary>The job to discard.</summary>
    /// <param name="JobId">The id.</param>
    /// <param name="Reason">The reason, for the audit log.</param>
    public sealed record Request(long JobId, [property: Text(Reasons.MaxLength)] string Reason);

    /// <summary>The confirmation.</summary>
    public sealed record Response;

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        if (!await jobs.DiscardAsync(call.Db, request.JobId, request.Reason, ct))
            throw FaultException.FailedPrecondition("job_not_dead", $"There is no dead job {request.JobId}. Cancel it first.");

        call.Audit.Target("job", request.JobId).Because(request.Reason);
        return new();
    }
}
