using Bits.Platform.Audit;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Recommending;

/// <summary>Switches the caller's recommendations on or off. Off deletes what was computed for them; nothing more is, and their
/// signals no longer count for others. On counts from the next run.</summary>
[Rpc(
    "recommendations.v1/SetRecommendationSettings", RecommendingCapabilities.Read,
    Example = """{"isOn":false}""",
    Answer = """{"isOn":false}""")]
public sealed class SetRecommendationSettings(Recommendations recommendations) : IRpc<SetRecommendationSettings.Request, SetRecommendationSettings.Response>
{
    static readonly AuditField IsOn = new("isOn");

    /// <summary>The preferences.</summary>
    /// <param name="IsOn">Whether the caller gets recommendations.</param>
    public sealed record Request(bool IsOn);

    /// <summary>The preferences now.</summary>
    /// <param name="IsOn">Whether the caller gets recommendations.</param>
    public sealed record Response(bool IsOn);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var changed = await Preferences.SwitchAsync(call.Db, call.Caller.UserId, request.IsOn, recommendations.KindNames, ct);

        call.Audit.Target("user", call.Caller.UserId).Changed(IsOn, !request.IsOn, request.IsOn).If(changed);
        return new(request.IsOn);
    }
}
