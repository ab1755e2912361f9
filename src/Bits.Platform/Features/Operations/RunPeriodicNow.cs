using Bits.Jobs;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;

namespace Bits.Platform.Features.Operations;

/// <summary>Enqueues the job of a periodic job at once, in addition to its ticks, paused or not.</summary>
[Rpc(
    "jobs.v1/RunPeriodicNow", Capabilities.JobsOperate, Audit = AuditClass.Admin,
    Example = """{"name":"search.reconcile","reason":"To check the fix."}""",
    Answer = """{"jobId":42}""")]
public sealed class RunPeriodicNow(JobOperator jobs) : IRpc<RunPeriodicNow.Request, RunPeriodicNow.Response>
{
    /// <summary>The periodic job to run.</summary>
    /// <param name="Name">The name.</param>
    /// <param name="Reason">The reason, for the audit log.</param>
    public sealed record Request(
        [property: Text(128, TextKind.Id)] string Name, [property: Text(Reasons.MaxLength)] string Reason);

    /// <summary>The enqueued job.</summary>
    /// <param name="JobId">The id.</param>
    public sealed record Response(long JobId);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var job = await jobs.RunPeriodicNowAsync(call.Db, request.Name, request.Reason, ct)
            ?? throw FaultException.NotFound("periodic_job_not_found", $"There is no periodic job {request.Name}.");

        call.Audit.Target("periodic_job", request.Name).Because(request.Reason);
        return new(job);
    }
}
