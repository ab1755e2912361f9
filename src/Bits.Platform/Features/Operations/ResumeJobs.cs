using Bits.Jobs;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;

namespace Bits.Platform.Features.Operations;

/// <summary>Resumes a paused queue or kind of job.</summary>
[Rpc(
    "jobs.v1/Resume", Capabilities.JobsOperate, Audit = AuditClass.Admin,
    Example = """{"queue":"default","reason":"The provider is back."}""",
    Answer = """{"wasPaused":true}""")]
public sealed class ResumeJobs(JobOperator jobs) : IRpc<ResumeJobs.Request, ResumeJobs.Response>
{
    /// <summary>The queue or kind to resume.</summary>
    /// <param name="Reason">The reason, for the audit log.</param>
    /// <param name="Queue">The queue; null for a kind.</param>
    /// <param name="Kind">The kind; null for a queue.</param>
    public sealed record Request(
        [property: Text(Reasons.MaxLength)] string Reason,
        [property: Text(200, TextKind.Id)] string? Queue = null,
        [property: Text(200, TextKind.Id)] string? Kind = null);

    /// <summary>The result.</summary>
    /// <param name="WasPaused">Whether it was paused.</param>
    public sealed record Response(bool WasPaused);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var wasPaused = await jobs.ResumeAsync(call.Db, PauseJobs.Target(request.Queue, request.Kind, call), request.Reason, ct);

        call.Audit.Because(request.Reason).If(wasPaused);
        return new(wasPaused);
    }
}
