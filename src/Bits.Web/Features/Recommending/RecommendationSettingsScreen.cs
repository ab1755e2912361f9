using Bits.Pages.Hosting;
using Bits.Platform.Features.Recommending;

namespace Bits.Web.Features.Recommending;

/// <summary>Shows what recommendations are made from, and the switch for them.</summary>
sealed class RecommendationSettingsScreen(PageCalls calls) : IScreen
{
    /// <summary>The address.</summary>
    public const string Path = "/settings/recommendations";

    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct) =>
        View.Of<RecommendationSettingsView, RecommendationSettingsModel>(
            "Recommendations",
            new(await calls.InvokeAsync<GetRecommendationSettings.Response>(
                "recommendations.v1/GetRecommendationSettings", new GetRecommendationSettings.Request(), call.User, ct)));
}

/// <summary>The model of the settings of recommendations.</summary>
public sealed record RecommendationSettingsModel(GetRecommendationSettings.Response Preferences);
