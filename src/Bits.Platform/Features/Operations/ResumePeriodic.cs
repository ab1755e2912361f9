using Bits.Jobs;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;

namespace Bits.Platform.Features.Operations;

/// <summary>Resumes a periodic job from its next tick.</summary>
[Rpc(
    "jobs.v1/ResumePeriodic", Capabilities.JobsOperate, Audit = AuditClass.Admin,
    Example = """{"name":"search.reconcile","reason":"The data are moved."}""",
    Answer = """{"wasPaused":true}""")]
public sealed class ResumePeriodic(JobOperator jobs) : IRpc<ResumePeriodic.Request, ResumePeriodic.Response>
{
    /// <summary>The periodic job to resume.</summary>
    /// <param name="Name">The name.</param>
    /// <param name="Reason">The reason, for the audit log.</param>
    public sealed record Request(
        [property: Text(128, TextKind.Id)] string Name, [property: Text(Reasons.MaxLength)] string Reason);

    /// <summary>The result.</summary>
    /// <param name="WasPaused">Whether it was paused.</param>
    public sealed record Response(bool WasPaused);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var wasPaused = await jobs.ResumePeriodicAsync(call.Db, request.Name, request.Reason, ct);

        call.Audit.Target("periodic_job", request.Name).Because(request.Reason).If(wasPaused);
        return new(wasPaused);
    }
}
