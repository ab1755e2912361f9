using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;
using Bits.Search.Signals;

namespace Bits.Platform.Features.Recommending;

/// <summary>Records what the caller did with a document, for recommendations to them and others. Ignores documents that the caller
/// may not see. <c>recommendations.v1/Dismiss</c> is for what they do not want.</summary>
[Rpc(
    "recommendations.v1/RecordSignal", RecommendingCapabilities.Read,
    Example = """{"surface":"groups","entityId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","kind":"like"}""",
    Answer = """{"recordedAt":"2026-11-23T18:00:00Z"}""")]
public sealed class RecordSignal : IRpc<RecordSignal.Request, RecordSignal.Response>
{
    /// <summary>The action.</summary>
    /// <param name="Surface">The surface.</param>
    /// <param name="EntityId">The id on the surface.</param>
    /// <param name="Kind">view, dwell, like, join or apply.</param>
    public sealed record Request(
        [property: Text(SignalSurface.MaxLength, TextKind.Id)] string Surface,
        [property: Text(200, TextKind.Id)] string EntityId,
        SignalKind Kind);

    /// <summary>The result.</summary>
    /// <param name="RecordedAt">The time of the record.</param>
    public sealed record Response(DateTimeOffset RecordedAt);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        SignalSurface.Check(request.Surface);
        if (request.Kind == SignalKind.Hide)
            throw FaultException.InvalidArgument("kind", "cannot be hide. Call recommendations.v1/Dismiss.");

        // Does not tell whether the signal counted: that would reveal whether the document exists.
        var view = await CallerAudience.ViewAsync(call.Db, call.Caller.UserId, ct);
        await SignalRecorder.RecordSeenAsync(
            call.Db, new(call.Caller.UserId, request.Surface, request.EntityId, request.Kind), view.Tags, view.Blocked, ct);

        call.Audit.If(changed: false); // signals are not audited
        return new(call.Now);
    }
}
