using Bits.Jobs;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;

namespace Bits.Platform.Features.Operations;

/// <summary>Stops a queue or a kind of job: within a moment no job of it begins any more, anywhere. What runs goes on.
/// </summary>
[Rpc(
    "jobs.v1/Pause", Capabilities.JobsOperate, Audit = AuditClass.Admin,
    Example = """{"queue":"default","reason":"The provider is down."}""",
    Answer = "{}")]
public sealed class PauseJobs(JobOperator jobs) : IRpc<PauseJobs.Request, PauseJobs.Response>
{
    /// <summary>What to stop: a queue or a kind.</summary>
    /// <param name="Reason">Why; shown beside it, and in the audit log.</param>
    /// <param name="Queue">The queue; nothing: it is a kind.</param>
    /// <param name="Kind">The kind; nothing: it is a queue.</param>
    public sealed record Request(
        [property: Text(Reasons.MaxLength)] string Reason,
        [property: Text(200, TextKind.Id)] string? Queue = null,
        [property: Text(200, TextKind.Id)] string? Kind = null);

    /// <summary>It is stopped.</summary>
    public sealed record Response;

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        await jobs.PauseAsync(call.Db, Target(request.Queue, request.Kind, call), request.Reason, ct);

        call.Audit.Because(request.Reason);
        return new();
    }

    /// <summary>What is meant, also for the audit log.</summary>
    /// <exception cref="FaultException">Neither or both are named, or that is no name.</exception>
    internal static PauseTarget Target(string? queue, string? kind, RpcContext call)
    {
        try
        {
            var target = (queue, kind) switch
            {
                ({ } name, null) => PauseTarget.Queue(name),
                (null, { } name) => PauseTarget.Kind(name),
                _ => throw FaultException.InvalidArgument("queue", "name either a queue or a kind."),
            };
            call.Audit.Target(queue is null ? "kind" : "queue", queue ?? kind!);
            return target;
        }
        catch (ArgumentException e)
        {
            throw FaultException.InvalidArgument(queue is null ? "kind" : "queue", e.Message.Split(" (Parameter")[0]);
        }
    }
}
