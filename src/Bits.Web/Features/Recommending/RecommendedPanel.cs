using Bits.Pages.Hosting;
using Bits.Platform.Features.Recommending;
using Bits.Web.Hosting;

namespace Bits.Web.Features.Recommending;

/// <summary>Groups and posts that the member may like, each with a reason.</summary>
sealed class RecommendedPanel(PageCalls calls) : IHomePanel
{
    const int MaxGroups = 3;
    const int MaxPosts = 3;

    /// <inheritdoc />
    public HomeColumn Column => HomeColumn.Side;

    /// <inheritdoc />
    public async Task<View?> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var groups = await ListAsync("groups", MaxGroups, call, ct);
        var posts = await ListAsync("posts", MaxPosts, call, ct);

        return groups.Count + posts.Count == 0
            ? null
            : View.Of<RecommendedPanelView, RecommendedPanelModel>("You may like", new("you-may-like", "You may like", [.. groups, .. posts]));
    }

    async Task<IReadOnlyList<ListRecommendations.Item>> ListAsync(string kind, int limit, ScreenCall call, CancellationToken ct) =>
        (await calls.InvokeAsync<ListRecommendations.Response>(
            "recommendations.v1/ListRecommendations", new ListRecommendations.Request(kind, limit), call.User, ct)).Recommendations;
}

/// <summary>People whom the member may know, each with a reason.</summary>
sealed class AcquaintancesPanel(PageCalls calls) : IHomePanel
{
    const int MaxPeople = 4;

    /// <inheritdoc />
    public HomeColumn Column => HomeColumn.Side;

    /// <inheritdoc />
    public async Task<View?> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var answer = await calls.InvokeAsync<ListRecommendations.Response>(
            "recommendations.v1/ListRecommendations", new ListRecommendations.Request("people", MaxPeople), call.User, ct);

        return answer.Recommendations.Count == 0
            ? null
            : View.Of<RecommendedPanelView, RecommendedPanelModel>(
                "People you may know", new("you-may-know", "People you may know", answer.Recommendations));
    }
}

/// <summary>The model of a panel.</summary>
/// <param name="Id">The id of its heading.</param>
/// <param name="Heading">The heading.</param>
/// <param name="Items">The recommendations.</param>
public sealed record RecommendedPanelModel(string Id, string Heading, IReadOnlyList<ListRecommendations.Item> Items);
