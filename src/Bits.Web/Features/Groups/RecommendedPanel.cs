using Bits.Pages.Hosting;
using Bits.Platform;
using Bits.Platform.Features.Searching.Recommending;
using Bits.Search.Signals;
using Bits.Web.Hosting;

namespace Bits.Web.Features.Groups;

/// <summary>Groups that the user may like, each with a reason.</summary>
sealed class RecommendedPanel(PageCalls calls) : IHomePanel
{
    const int MaxShown = 4;

    /// <inheritdoc />
    public HomeColumn Column => HomeColumn.Side;

    /// <inheritdoc />
    public async Task<View?> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var answer = await calls.InvokeAsync<ListRecommendations.Response>(
            "search.v1/ListRecommendations", new ListRecommendations.Request(Surfaces.Groups, MaxShown), call.User, ct);
        var groups = answer.Recommendations.Where(one => Guid.TryParse(one.EntityId, out _)).ToList();

        return groups.Count == 0 ? null : View.Of<RecommendedPanelView, RecommendedPanelModel>("You may like", new(groups));
    }
}

/// <summary>The model of the panel.</summary>
public sealed record RecommendedPanelModel(IReadOnlyList<Recommendation> Groups);
