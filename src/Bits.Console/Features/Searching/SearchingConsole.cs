using Bits.Console.Hosting;
using Bits.Console.Layout;
using Bits.Pages.Hosting;
using Bits.Platform.Features.Searching;

namespace Bits.Console.Features.Searching;

/// <summary>Search as another user, and the reason why a user does not find a document.</summary>
sealed class SearchingConsole : IConsoleFeature
{
    /// <inheritdoc />
    public IReadOnlyList<Section> Sections { get; } =
        [new(SectionGroup.PeopleAndContent, "Search", "/search", "search", 's', SearchCapabilities.Inspect)];

    /// <inheritdoc />
    public IReadOnlyList<PageScreen> Screens { get; } =
        [ConsoleScreen.Of<SearchScreen>("/search", SearchCapabilities.Inspect)];
}
