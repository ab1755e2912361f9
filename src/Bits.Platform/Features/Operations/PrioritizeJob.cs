using System.ComponentModel.DataAnnotations;
using Bits.Jobs;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Operations;

/// <summary>Gives a job that waits another priority; it goes to the end of those that have it.</summary>
[Rpc(
    "jobs.v1/PrioritizeJob", Capabilities.JobsOperate, Audit = AuditClass.Admin,
    Example = """{"jobId":42,"priority":-1,"reason":"Asha waits for it."}""",
    Answer = "{}")]
public sealed class PrioritizeJob(JobOperator jobs) : IRpc<PrioritizeJob.Request, PrioritizeJob.Response>
{
    /// <summary>Which, and before which others.</summary>
    /// <param name="JobId">Its number.</param>
    /// <param name="Priority">Smaller runs first.</param>
    /// <param name="Reason">Why; for the audit log.</param>
    public sealed record Request(
        long JobId,
        [property: Range(short.MinValue, short.MaxValue, ErrorMessage = "must be -32,768 to 32,767.")] int Priority,
        [property: Text(Reasons.MaxLength)] string Reason);

    /// <summary>It has the priority.</summary>
    public sealed record Response;

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        if (!await jobs.PrioritizeAsync(call.Db, request.JobId, (short)request.Priority, request.Reason, ct))
            throw FaultException.FailedPrecondition("job_not_waiting", $"There is no job {request.JobId} that waits; look at its state.");

        call.Audit.Target("job", request.JobId).Because(request.Reason);
        return new();
    }
}
