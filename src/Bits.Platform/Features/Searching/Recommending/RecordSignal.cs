using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;
using Bits.Search.Signals;

namespace Bits.Platform.Features.Searching.Recommending;

/// <summary>Takes note of what the caller did with a document: it counts for what is recommended, to them and to others.
/// What they hide is recommended to them no more. What they may not see counts for nothing.</summary>
[Rpc(
    "search.v1/RecordSignal", Capabilities.SearchQuery,
    Example = """{"surface":"groups","entityId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","kind":"like"}""",
    Answer = """{"recordedAt":"2026-11-23T18:00:00Z"}""")]
public sealed class RecordSignal(CallerAudience audience) : IRpc<RecordSignal.Request, RecordSignal.Response>
{
    /// <summary>What they did.</summary>
    /// <param name="Surface">Where.</param>
    /// <param name="EntityId">The id of the document there.</param>
    /// <param name="Kind">view, dwell, like, join, apply or hide.</param>
    public sealed record Request(
        [property: Text(SurfaceName.MaxLength, TextKind.Id)] string Surface,
        [property: Text(200, TextKind.Id)] string EntityId,
        SignalKind Kind);

    /// <summary>What came of it.</summary>
    /// <param name="RecordedAt">When it was taken note of.</param>
    public sealed record Response(DateTimeOffset RecordedAt);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        SurfaceName.Check("surface", request.Surface);

        // Whether it counted is not said: that would tell whether there is such a document.
        await SignalRecorder.RecordSeenAsync(
            call.Db, new(call.Caller.UserId, request.Surface, request.EntityId, request.Kind),
            await audience.TagsAsync(call.Db, call.Caller.UserId, ct), ct);

        call.Audit.If(changed: false); // a signal is no business of the audit log's
        return new(call.Now);
    }
}
