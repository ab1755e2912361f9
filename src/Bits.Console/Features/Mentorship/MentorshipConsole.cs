using Bits.Console.Hosting;
using Bits.Console.Layout;
using Bits.Pages.Hosting;
using Bits.Platform.Features.Mentorship;

namespace Bits.Console.Features.Mentorship;

/// <summary>The mentorship programmes. Operators create and coordinate them in the web app.</summary>
sealed class MentorshipConsole : IConsoleFeature
{
    /// <inheritdoc />
    public IReadOnlyList<Section> Sections { get; } =
        [new(SectionGroup.PeopleAndContent, "Mentorship", "/mentorship", "mentor", 'e', MentorshipCapabilities.Create)];

    /// <inheritdoc />
    public IReadOnlyList<PageScreen> Screens { get; } = [ConsoleScreen.Of<ProgrammesScreen>("/mentorship", MentorshipCapabilities.Create)];
}
