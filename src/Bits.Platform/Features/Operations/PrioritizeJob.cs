using System.ComponentModel.DataAnnotations;
using Bits.Jobs;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Operations;

/// <summary>Changes the priority of a pending job; it runs after other jobs of that priority.</summary>
[Rpc(
    "jobs.v1/PrioritizeJob", Capabilities.JobsOperate, Audit = AuditClass.Admin,
    Example = """{"jobId":42,"priority":-1,"reason":"Asha waits for it."}""",
    Answer = "{}")]
public sealed class PrioritizeJob(JobOperator jobs) : IRpc<PrioritizeJob.Request, PrioritizeJob.Response>
{
    /// <summary>The job and its priority.</summary>
    /// <param name="JobId">The id.</param>
    /// <param name="Priority">The priority; smaller runs first.</param>
    /// <param name="Reason">The reason, for the audit log.</param>
    public sealed record Request(
        long JobId,
        [property: Range(short.MinValue, short.MaxValue, ErrorMessage = "must be -32,768 to 32,767.")] int Priority,
        [property: Text(Reasons.MaxLength)] string Reason);

    /// <summary>The confirmation.</summary>
    public sealed record Response;

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        if (!await jobs.PrioritizeAsync(call.Db, request.JobId, (short)request.Priority, request.Reason, ct))
            throw FaultException.FailedPrecondition("job_not_waiting", $"There is no pending job {request.JobId}. Check its state.");

        call.Audit.Target("job", request.JobId).Because(request.Reason);
        return new();
    }
}
