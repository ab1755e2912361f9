using Bits.Jobs;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;

namespace Bits.Platform.Features.Operations;

/// <summary>Retries a job that is dead or failed: at once, with all its attempts.</summary>
[Rpc(
    "jobs.v1/RetryJob", Capabilities.JobsOperate, Audit = AuditClass.Admin,
    Example = """{"jobId":42,"reason":"The address is right now."}""",
    Answer = "{}")]
public sealed class RetryJob(JobOperator jobs) : IRpc<RetryJob.Request, RetryJob.Response>
{
    /// <summary>The job to retry.</summary>
    /// <param name="JobId">The id.</param>
    /// <param name="Reason">The reason, for the audit log.</param>
    /// <param name="Payload">The new arguments, a JSON object as text; null keeps the old ones.</param>
    public sealed record Request(
        long JobId,
        [property: Text(Reasons.MaxLength)] string Reason,
        [property: Text(1_048_576, TextKind.Id)] string? Payload = null);

    /// <summary>The confirmation.</summary>
    public sealed record Response;

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        if (!await jobs.RetryAsync(call.Db, request.JobId, request.Payload, request.Reason, ct))
            throw FaultException.FailedPrecondition(
                "job_not_failed", $"There is no dead or failed job {request.JobId}. Check its state.");

        call.Audit.Target("job", request.JobId).Because(request.Reason);
        return new();
    }
}
