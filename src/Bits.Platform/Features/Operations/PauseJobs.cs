using Bits.Jobs;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;

namespace Bits.Platform.Features.Operations;

/// <summary>Pauses a queue or a kind of job: within a moment no worker starts such a job. Running jobs continue.</summary>
[Rpc(
    "jobs.v1/Pause", Capabilities.JobsOperate, Audit = AuditClass.Admin,
    Example = """{"queue":"default","reason":"The provider is down."}""",
    Answer = "{}")]
public sealed class PauseJobs(JobOperator jobs) : IRpc<PauseJobs.Request, PauseJobs.Response>
{
    /// <summary>The queue or kind to pause.</summary>
    /// <param name="Reason">The reason, shown beside it and in the audit log.</param>
    /// <param name="Queue">The queue; null for a kind.</param>
    /// <param name="Kind">The kind; null for a queue.</param>
    public sealed record Request(
        [property: Text(Reasons.MaxLength)] string Reason,
        [property: Text(200, TextKind.Id)] string? Queue = null,
        [property: Text(200, TextKind.Id)] string? Kind = null);

    /// <summary>The confirmation.</summary>
    public sealed record Response;

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        await jobs.PauseAsync(call.Db, Target(request.Queue, request.Kind, call), request.Reason, ct);

        call.Audit.Because(request.Reason);
        return new();
    }

    /// <summary>Returns the queue or kind, also for the audit log.</summary>
    /// <exception cref="FaultException">Neither or both are given.</exception>
    /// <exception cref="InvalidArgumentException">The name is invalid.</exception>
    internal static PauseTarget Target(string? queue, string? kind, RpcContext call)
    {
        var target = (queue, kind) switch
        {
            ({ } name, null) => PauseTarget.Queue(name),
            (null, { } name) => PauseTarget.Kind(name),
            _ => throw FaultException.InvalidArgument("queue", "is missing or given with a kind; name either a queue or a kind."),
        };
        call.Audit.Target(queue is null ? "kind" : "queue", queue ?? kind!);
        return target;
    }
}
