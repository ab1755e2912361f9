using Bits.Jobs;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;

namespace Bits.Platform.Features.Operations;

/// <summary>Stops a periodic job: its ticks pass and are not made up for.</summary>
[Rpc(
    "jobs.v1/PausePeriodic", Capabilities.JobsOperate, Audit = AuditClass.Admin,
    Example = """{"name":"search.reconcile","reason":"Not while we move the data."}""",
    Answer = """{}""")]
public sealed class PausePeriodic(JobOperator jobs) : IRpc<PausePeriodic.Request, PausePeriodic.Response>
{
    /// <summary>Which.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Reason">Why; shown beside it, and in the audit log.</param>
    public sealed record Request(
        [property: Text(128, TextKind.Id)] string Name, [property: Text(Reasons.MaxLength)] string Reason);

    /// <summary>It is stopped.</summary>
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
