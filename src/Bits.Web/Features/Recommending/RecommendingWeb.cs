using Bits.Pages.Hosting;
using Bits.Web.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Web.Features.Recommending;

/// <summary>Recommendations on the home page, and the switch for them.</summary>
sealed class RecommendingWeb : IWebFeature
{
    /// <inheritdoc />
    public IReadOnlyList<PageScreen> Screens { get; } =
        [WebScreen.Of<RecommendationSettingsScreen>(RecommendationSettingsScreen.Path)];

    /// <inheritdoc />
    public void Register(IServiceCollection services) => services
        .AddSingleton<IHomePanel, RecommendedPanel>()
        .AddSingleton<IHomePanel, AcquaintancesPanel>();
}
