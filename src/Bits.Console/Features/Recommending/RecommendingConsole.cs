using Bits.Console.Hosting;
using Bits.Console.Layout;
using Bits.Pages.Hosting;
using Bits.Platform.Features.Recommending;

namespace Bits.Console.Features.Recommending;

/// <summary>The runs of the recommender, and why a member gets what.</summary>
sealed class RecommendingConsole : IConsoleFeature
{
    /// <inheritdoc />
    public IReadOnlyList<Section> Sections { get; } =
        [new(SectionGroup.PeopleAndContent, "Recommendations", "/recommendations", "next", 'e', RecommendingCapabilities.Inspect)];

    /// <inheritdoc />
    public IReadOnlyList<PageScreen> Screens { get; } =
        [ConsoleScreen.Of<RecommendationsScreen>("/recommendations", RecommendingCapabilities.Inspect)];
}
