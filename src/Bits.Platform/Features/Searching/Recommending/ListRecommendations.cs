using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;
using Bits.Search.Signals;

namespace Bits.Platform.Features.Searching.Recommending;

/// <summary>Lists recommendations for the caller on a surface, the best first: what they may see now, and have not
/// hidden, without members whom they have blocked.</summary>
[Rpc(
    "search.v1/ListRecommendations", SearchCapabilities.Query, Reads = true,
    Example = """{"surface":"groups","limit":20}""",
    Answer = """{"recommendations":[{"entityId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","title":"Rowing in Goa","score":6.2,"reason":"Liked among your circles"}]}""")]
public sealed class ListRecommendations(CandidateStore candidates, CallerAudience audience)
    : IRpc<ListRecommendations.Request, ListRecommendations.Response>
{
    /// <summary>The surface.</summary>
    /// <param name="Surface">One of directory, feed, jobs, groups, events, announcements, marketplace.</param>
    /// <param name="Limit">The maximum number, 1 to 100.</param>
    public sealed record Request(
        [property: Text(SurfaceName.MaxLength, TextKind.Id)] string Surface,
        [property: PageSize] int Limit = 20);

    /// <summary>The recommendations.</summary>
    /// <param name="Recommendations">The recommendations, the best first; computed once a day, filtered now.</param>
    public sealed record Response(IReadOnlyList<Recommendation> Recommendations);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        SurfaceName.Check("surface", request.Surface);

        return new(await audience.ReadAsync(
            call.Db, call.Caller.UserId,
            view => candidates.ListAsync(
                call.Db, call.Caller.UserId, request.Surface, view.Tags, request.Limit, view.Blocked, ct), ct));
    }
}
