using Bits.Console.Features.Audit;
using Bits.Console.Features.Directory;
using Bits.Console.Features.Membership;
using Bits.Console.Features.Mentorship;
using Bits.Console.Features.Notifications;
using Bits.Console.Features.Operations;
using Bits.Console.Features.Recommending;
using Bits.Console.Features.Searching;
using Bits.Console.Hosting;
using Bits.Console.Layout;
using Bits.Pages.Hosting;
using Bits.Platform.Auth;

namespace Bits.Console;

/// <summary>The features that operators see. The only list of the console: a new feature adds its folder and one line
/// here.</summary>
static class ConsoleFeatures
{
    /// <summary>Gets all of them. The menu shows their sections in this order within each group.</summary>
    public static IReadOnlyList<IConsoleFeature> All { get; } =
    [
        new AuditConsole(),
        new OperationsConsole(),
        new MembershipConsole(),
        new DirectoryConsole(),
        new MentorshipConsole(),
        new SearchingConsole(),
        new RecommendingConsole(),
        new NotificationsConsole(),
    ];

    /// <summary>Gets the screens of all features, and the one for every other address.</summary>
    public static IReadOnlyList<PageScreen> Screens { get; } =
    [
        .. All.SelectMany(feature => feature.Screens),
        ConsoleScreen.Of<NowhereScreen>("/{**rest}", Capabilities.ConsoleView),
    ];

    /// <summary>Gets the menu: the groups in their order, each with its sections.</summary>
    public static IReadOnlyList<IGrouping<SectionGroup, Section>> Menu { get; } =
        [.. All.SelectMany(feature => feature.Sections).GroupBy(section => section.Group).OrderBy(group => group.Key)];
}
