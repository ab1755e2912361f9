using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;
using Bits.Search.Signals;

namespace Bits.Platform.Features.Searching.Recommending;

/// <summary>Records what the caller did with a document, for recommendations to them and others. A hidden document is
/// no longer recommended to them. Ignores documents that the caller may not see.</summary>
[Rpc(
    "search.v1/RecordSignal", SearchCapabilities.Query,
    Example = """{"surface":"groups","entityId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","kind":"like"}""",
    Answer = """{"recordedAt":"2026-11-23T18:00:00Z"}""")]
public sealed class RecordSignal(CallerAudience audience) : IRpc<RecordSignal.Request, RecordSignal.Response>
{
    /// <summary>The action.</summary>
    /// <param name="Surface">The surface.</param>
    /// <param name="EntityId">The id on the surface.</param>
    /// <param name="Kind">view, dwell, like, join, apply or hide.</param>
    public sealed record Request(
        [property: Text(SurfaceName.MaxLength, TextKind.Id)] string Surface,
        [property: Text(200, TextKind.Id)] string EntityId,
        SignalKind Kind);

    /// <summary>The result.</summary>
    /// <param name="RecordedAt">The time of the record.</param>
    public sealed record Response(DateTimeOffset RecordedAt);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        SurfaceName.Check("surface", request.Surface);

        // Does not tell whether the signal counted: that would reveal whether the document exists.
        var view = await audience.ViewAsync(call.Db, call.Caller.UserId, ct);
        await SignalRecorder.RecordSeenAsync(
            call.Db, new(call.Caller.UserId, request.Surface, request.EntityId, request.Kind), view.Tags, view.Blocked, ct);

        call.Audit.If(changed: false); // signals are not audited
        return new(call.Now);
    }
}
