using Bits.Console.Hosting;
using Bits.Console.Layout;
using Bits.Pages.Hosting;
using Bits.Platform.Features.Notifications;

namespace Bits.Console.Features.Notifications;

/// <summary>What was sent and what was not, the addresses that get nothing more, and the templates.</summary>
sealed class NotificationsConsole : IConsoleFeature
{
    /// <inheritdoc />
    public IReadOnlyList<Section> Sections { get; } =
        [new(SectionGroup.PeopleAndContent, "Notifications", "/notifications", "bell", 'n', NotificationCapabilities.Inspect)];

    /// <inheritdoc />
    public IReadOnlyList<PageScreen> Screens { get; } =
    [
        ConsoleScreen.Of<DeliveriesScreen>("/notifications", NotificationCapabilities.Inspect),
        ConsoleScreen.Of<SuppressionsScreen>("/notifications/suppressions", NotificationCapabilities.Inspect),
        ConsoleScreen.Of<TemplatesScreen>("/notifications/templates", NotificationCapabilities.Inspect),
    ];
}
