using Bits.Jobs;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;

namespace Bits.Platform.Features.Operations;

/// <summary>Runs a job again that is dead, or waits after a failure: at once, with all its attempts.</summary>
[Rpc(
    "jobs.v1/RetryJob", Capabilities.JobsOperate, Audit = AuditClass.Admin,
    Example = """{"jobId":42,"reason":"The address is right now."}""",
    Answer = "{}")]
public sealed class RetryJob(JobOperator jobs) : IRpc<RetryJob.Request, RetryJob.Response>
{
    /// <summary>Which.</summary>
    /// <param name="JobId">Its number.</param>
    /// <param name="Reason">Why; for the audit log.</param>
    /// <param name="Payload">What it is to be about from now on, a JSON object as text; nothing: as before.</param>
    public sealed record Request(
        long JobId,
        [property: Text(Reasons.MaxLength)] string Reason,
        [property: Text(1_048_576, TextKind.Id)] string? Payload = null);

    /// <summary>It waits for a worker.</summary>
    public sealed record Response;

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        if (!await RetryAsync(request, call, ct))
            throw FaultException.FailedPrecondition(
                "job_not_failed", $"There is no job {request.JobId} that is dead or waits after a failure; look at its state.");

        call.Audit.Target("job", request.JobId).Because(request.Reason);
        return new();
    }

    async Task<bool> RetryAsync(Request request, RpcContext call, CancellationToken ct)
    {
        try
        {
            return await jobs.RetryAsync(call.Db, request.JobId, request.Payload, request.Reason, ct);
        }
        catch (ArgumentException e)
        {
            throw FaultException.InvalidArgument("payload", e.Message.Split(" (Parameter")[0]);
        }
    }
}
