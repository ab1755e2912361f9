using Bits.Jobs;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;

namespace Bits.Platform.Features.Operations;

/// <summary>Pauses a periodic job: it skips its ticks and does not catch up.</summary>
[Rpc(
    "jobs.v1/PausePeriodic", Capabilities.JobsOperate, Audit = AuditClass.Admin,
    Example = """{"name":"search.reconcile","reason":"Not while we move the data."}""",
    Answer = """{}""")]
public sealed class PausePeriodic(JobOperator jobs) : IRpc<PausePeriodic.Request, PausePeriodic.Response>
{
    /// <summary>The periodic job to pause.</summary>
    /// <param name="Name">The name.</param>
    /// <param name="Reason">The reason, shown beside it and in the audit log.</param>
    public sealed record Request(
        [property: Text(128, TextKind.Id)] string Name, [property: Text(Reasons.MaxLength)] string Reason);

    /// <summary>The confirmation.</summary>
    public sealed record Response;

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        if (!await jobs.PausePeriodicAsync(call.Db, request.Name, request.Reason, ct))
            throw FaultException.NotFound("periodic_job_not_found", $"There is no periodic job {request.Name}.");

        call.Audit.Target("periodic_job", request.Name).Because(request.Reason);
        return new();
    }
}
