using Bits.Jobs;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Operations;

/// <summary>Moves a pending job to another time; a time in the past means at once.</summary>
[Rpc(
    "jobs.v1/RescheduleJob", Capabilities.JobsOperate, Audit = AuditClass.Admin,
    Example = """{"jobId":42,"runAt":"2026-03-01T12:00:00Z","reason":"The provider is down until noon."}""",
    Answer = "{}")]
public sealed class RescheduleJob(JobOperator jobs) : IRpc<RescheduleJob.Request, RescheduleJob.Response>
{
    /// <summary>The job and its time.</summary>
    /// <param name="JobId">The id.</param>
    /// <param name="RunAt">The earliest time, before the year 9000; a step of a workflow still waits for its
    /// predecessors.</param>
    /// <param name="Reason">The reason, for the audit log.</param>
    public sealed record Request(long JobId, DateTimeOffset RunAt, [property: Text(Reasons.MaxLength)] string Reason);

    /// <summary>The confirmation.</summary>
    public sealed record Response;

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        if (request.RunAt.UtcDateTime.Year >= 9000)
            throw FaultException.InvalidArgument("runAt", "must be before the year 9000.");
        if (!await jobs.RescheduleAsync(call.Db, request.JobId, request.RunAt, request.Reason, ct))
            throw FaultException.FailedPrecondition("job_not_waiting", $"There is no pending job {request.JobId}. Check its state.");

        call.Audit.Target("job", request.JobId).Because(request.Reason);
        return new();
    }
}
