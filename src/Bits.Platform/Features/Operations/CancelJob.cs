using Bits.Jobs;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Operations;

/// <summary>Ends a job that waits or runs. It ends dead, with the reason.</summary>
[Rpc(
    "jobs.v1/CancelJob", Capabilities.JobsOperate, Audit = AuditClass.Admin,
    Example = """{"jobId":42,"reason":"Sent to the wrong people."}""",
    Answer = """{"outcome":"cancelled"}""")]
public sealed class CancelJob(JobOperator jobs) : IRpc<CancelJob.Request, CancelJob.Response>
{
    /// <summary>Which.</summary>
    /// <param name="JobId">Its number.</param>
    /// <param name="Reason">Why; the job bears it.</param>
    public sealed record Request(long JobId, [property: Text(Reasons.MaxLength)] string Reason);

    /// <summary>What came of it.</summary>
    /// <param name="Outcome">Cancelled; or asked, where it runs.</param>
    public sealed record Response(CancelOutcome Outcome);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var outcome = await jobs.CancelAsync(call.Db, request.JobId, request.Reason, ct);
        if (outcome == CancelOutcome.Unknown)
            throw FaultException.NotFound("job_not_found", $"There is no job {request.JobId}.");
        if (outcome == CancelOutcome.Ended)
            throw FaultException.FailedPrecondition("job_ended", $"The job {request.JobId} has ended already.");

        call.Audit.Target("job", request.JobId).Because(request.Reason);
        return new(outcome);
    }
}
