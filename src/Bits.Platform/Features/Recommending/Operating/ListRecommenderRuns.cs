using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Recommending;

/// <summary>Lists the last runs of the recommender with coverage and drift, the latest first.</summary>
[Rpc(
    "recommendations.v1/ListRecommenderRuns", RecommendingCapabilities.Inspect, Reads = true,
    Example = """{"limit":20}""",
    Answer = """{"runs":[{"runId":7,"kind":"train","state":"done","startedAt":"2026-11-23T02:30:00Z","trainedAt":"2026-11-23T02:36:00Z","finishedAt":"2026-11-23T02:41:00Z","signals":20000000,"items":60000,"users":180000,"coverage":0.98,"candidates":20000000,"drift":0.21}]}""")]
public sealed class ListRecommenderRuns(RecommenderRuns runs) : IRpc<ListRecommenderRuns.Request, ListRecommenderRuns.Response>
{
    /// <summary>The page.</summary>
    /// <param name="Limit">The maximum number, 1 to 100.</param>
    public sealed record Request([property: PageSize] int Limit = 20);

    /// <summary>The runs.</summary>
    /// <param name="Runs">The runs, the latest first.</param>
    public sealed record Response(IReadOnlyList<RunOverview> Runs);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct) =>
        new(await runs.ListAsync(call.Db, request.Limit, ct));
}
