using Bits.Pages.Hosting;
using Bits.Web.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Web.Features.Notifications;

/// <summary>The inbox of the member. The bell of the header leads to it.</summary>
sealed class NotificationsWeb : IWebFeature
{
    /// <inheritdoc />
    public IReadOnlyList<PageScreen> Screens { get; } =
    [
        WebScreen.Of<NotificationsScreen>("/notifications"),
        WebScreen.Of<OpenNotificationScreen>("/notifications/{id}"),
        WebScreen.Of<WhyNotificationScreen>("/notifications/{id}/why"),
        WebScreen.Of<NotificationSettingsScreen>(NotificationSettingsScreen.Path),
    ];

    /// <inheritdoc />
    public void Register(IServiceCollection services) => services.AddSingleton<IHomePanel, UnreadPanel>();
}
