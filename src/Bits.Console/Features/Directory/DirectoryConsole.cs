using Bits.Console.Hosting;
using Bits.Console.Layout;
using Bits.Pages.Hosting;
using Bits.Platform.Features.Directory;

namespace Bits.Console.Features.Directory;

/// <summary>Claims of people who have lost the address of their account.</summary>
sealed class DirectoryConsole : IConsoleFeature
{
    /// <inheritdoc />
    public IReadOnlyList<Section> Sections { get; } =
        [new(SectionGroup.PeopleAndContent, "Claims", "/claims", "key", 'c', DirectoryCapabilities.DecideClaims)];

    /// <inheritdoc />
    public IReadOnlyList<PageScreen> Screens { get; } = [ConsoleScreen.Of<ClaimsScreen>("/claims", DirectoryCapabilities.DecideClaims)];
}
