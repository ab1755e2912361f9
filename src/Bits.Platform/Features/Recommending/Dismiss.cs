using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;
using Bits.Search.Signals;

namespace Bits.Platform.Features.Recommending;

/// <summary>Dismisses a recommendation: the caller never gets it again. Ignores documents that the caller may not see.</summary>
[Rpc(
    "recommendations.v1/Dismiss", RecommendingCapabilities.Read,
    Example = """{"surface":"groups","entityId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10"}""",
    Answer = """{"dismissedAt":"2026-11-23T18:00:00Z"}""")]
public sealed class Dismiss : IRpc<Dismiss.Request, Dismiss.Response>
{
    /// <summary>The document.</summary>
    /// <param name="Surface">The surface.</param>
    /// <param name="EntityId">The id on the surface.</param>
    public sealed record Request(
        [property: Text(SignalSurface.MaxLength, TextKind.Id)] string Surface, [property: Text(200, TextKind.Id)] string EntityId);

    /// <summary>The result.</summary>
    /// <param name="DismissedAt">The time of the call.</param>
    public sealed record Response(DateTimeOffset DismissedAt);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        SignalSurface.Check(request.Surface);

        // Does not tell whether there was anything to dismiss: that would reveal whether the document exists.
        var view = await CallerAudience.ViewAsync(call.Db, call.Caller.UserId, ct);
        var isNew = await SignalRecorder.RecordSeenAsync(
                call.Db, new(call.Caller.UserId, request.Surface, request.EntityId, SignalKind.Hide), view.Tags, view.Blocked, ct)
            && await Preferences.DismissAsync(call.Db, call.Caller.UserId, request.Surface, request.EntityId, ct);

        call.Audit.If(isNew);
        return new(call.Now);
    }
}

/// <summary>Checks surfaces in requests.</summary>
static class SignalSurface
{
    /// <summary>The maximum length in characters, above that of any surface.</summary>
    public const int MaxLength = 32;

    /// <summary>Throws for an unknown surface.</summary>
    /// <exception cref="FaultException">The surface is unknown; the message lists the surfaces.</exception>
    public static void Check(string surface)
    {
        if (!Surfaces.All.Contains(surface))
            throw FaultException.InvalidArgument("surface", $"'{surface}' is not a surface; use {string.Join(", ", Surfaces.All)}.");
    }
}
