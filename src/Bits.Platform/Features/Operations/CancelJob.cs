using Bits.Jobs;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Operations;

/// <summary>Cancels a pending or running job. It becomes dead, with the reason.</summary>
[Rpc(
    "jobs.v1/CancelJob", Capabilities.JobsOperate, Audit = AuditClass.Admin,
    Example = """{"jobId":42,"reason":"Sent to the wrong people."}""",
    Answer = """{"outcome":"cancelled"}""")]
public sealed class CancelJob(JobOperator jobs) : IRpc<CancelJob.Request, CancelJob.Response>
{
    /// <summary>The job to cancel.</summary>
    /// <param name="JobId">The id.</param>
    /// <param name="Reason">The reason, stored with the job.</param>
    public sealed record Request(long JobId, [property: Text(Reasons.MaxLength)] string Reason);

    /// <summary>The result.</summary>
    /// <param name="Outcome">Cancelled; or requested, when the job is running.</param>
    public sealed record Response(CancelOutcome Outcome);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var outcome = await jobs.CancelAsync(call.Db, request.JobId, request.Reason, ct);
        if (outcome == CancelOutcome.Unknown)
            throw FaultException.NotFound("job_not_found", $"There is no job {request.JobId}.");
        if (outcome == CancelOutcome.Ended)
            throw FaultException.FailedPrecondition("job_ended", $"The job {request.JobId} has ended already. Only pending and running jobs can be cancelled.");

        call.Audit.Target("job", request.JobId).Because(request.Reason);
        return new(outcome);
    }
}
