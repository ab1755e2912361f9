using Bits.Platform.Rpc;
using Bits.Platform.Texts;

namespace Bits.Platform.Features.Recommending;

/// <summary>Lists recommendations for the caller, the best first, each with its reason: what they may see now, do not have, and have
/// not dismissed, without members whom they have blocked.</summary>
[Rpc(
    "recommendations.v1/ListRecommendations", RecommendingCapabilities.Read, Reads = true,
    Example = """{"kind":"groups","limit":20}""",
    Answer = """{"recommendations":[{"surface":"groups","entityId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","title":"Rowing in Goa","reason":"Because you follow Sailing","address":"/groups/0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10"}],"isOn":true}""")]
public sealed class ListRecommendations(Recommendations recommendations) : IRpc<ListRecommendations.Request, ListRecommendations.Response>
{
    /// <summary>The kind.</summary>
    /// <param name="Kind">One of groups, posts, people.</param>
    /// <param name="Limit">The maximum number, 1 to 100.</param>
    public sealed record Request([property: Text(32, TextKind.Id)] string Kind, [property: PageSize] int Limit = 20);

    /// <summary>The recommendations.</summary>
    /// <param name="Recommendations">The recommendations, the best first.</param>
    /// <param name="IsOn">False when the caller has switched recommendations off.</param>
    public sealed record Response(IReadOnlyList<Item> Recommendations, bool IsOn);

    /// <summary>A recommendation.</summary>
    /// <param name="Surface">The surface of the document.</param>
    /// <param name="EntityId">The id on the surface.</param>
    /// <param name="Title">The title.</param>
    /// <param name="Reason">The reason in words.</param>
    /// <param name="Address">The path of its page on the site.</param>
    public sealed record Item(string Surface, string EntityId, string Title, string Reason, string Address);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        recommendations.Check("kind", request.Kind);

        var found = await recommendations.ListAsync(call.Db, call.Caller.UserId, request.Kind, request.Limit, ct);
        return new(
            [.. (found ?? []).Select(one => new Item(one.Candidate.Surface, one.Candidate.EntityId, one.Candidate.Title, one.Reason, one.Address))],
            IsOn: found is not null);
    }
}
