using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Recommending;

/// <summary>Reads whether the caller gets recommendations.</summary>
[Rpc(
    "recommendations.v1/GetRecommendationSettings", RecommendingCapabilities.Read, Reads = true,
    Example = "{}",
    Answer = """{"isOn":true}""")]
public sealed class GetRecommendationSettings : IRpc<GetRecommendationSettings.Request, GetRecommendationSettings.Response>
{
    /// <summary>Nothing to say.</summary>
    public sealed record Request;

    /// <summary>The preferences.</summary>
    /// <param name="IsOn">Whether the caller gets recommendations.</param>
    public sealed record Response(bool IsOn);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct) =>
        new(await Preferences.IsOnAsync(call.Db, call.Caller.UserId, ct));
}
