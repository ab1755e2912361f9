using System.Text.Json.Serialization;
using Bits.Platform.Auth;
using Bits.Jobs;
using Bits.Platform.Accounts;
using Bits.Platform.Features.Notifications.Channels;
using Bits.Platform.Features.Notifications.Channels.Email;
using Bits.Platform.Features.Notifications.Channels.Push;
using Bits.Platform.Features.Notifications.Channels.WhatsApp;
using Bits.Platform.Features.Notifications.Reports;
using Bits.Platform.Features.Notifications.Sending;
using Bits.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Platform.Features.Notifications;

/// <summary>Notifications: an inbox for every member, and messages on the channels that each chose.</summary>
sealed class NotificationsFeature : IFeature
{
    static readonly TimeSpan ProviderTimeout = TimeSpan.FromSeconds(8);

    /// <inheritdoc />
    public SchemaPart Schema { get; } = SchemaPart.BesideType(typeof(NotificationsFeature), "notifications");

    /// <inheritdoc />
    public IReadOnlyList<CapabilityRule> Capabilities { get; } =
    [
        CapabilityRule.SignedIn(NotificationCapabilities.Self),
        CapabilityRule.OnPlatform(NotificationCapabilities.Inspect, PlatformRole.Operator),
        CapabilityRule.OnPlatform(NotificationCapabilities.Manage, PlatformRole.Operator),
    ];

    /// <inheritdoc />
    public void Register(FeatureBuilder feature)
    {
        feature
            .PersonalData<NotificationData>()
            .Demo<NotificationsDemo>()
            .Call<ListInbox>()
            .Call<MarkRead>()
            .Call<SetWhatsAppNumber>()
            .Call<GetWhatsAppNumber>()
            .Call<GetNotification>()
            .Call<GetSettings>()
            .Call<SetSettings>()
            .Call<SetPreferences>()
            .Call<ExplainNotification>()
            .Call<InspectNotification>()
            .Call<ListDeliveries>()
            .Call<ListSuppressions>()
            .Call<LiftSuppression>()
            .Call<SendAgain>()
            .Call<ListTemplates>()
            .Call<AddPushSubscription>()
            .Call<ListPushSubscriptions>()
            .Call<RemovePushSubscription>();
        feature.Services.AddSingleton<Notifier>().AddSingleton<NotificationTexts>().AddSingleton<Inbox>();
        feature.Services.AddSingleton<ChannelList>().AddSingleton<Deliveries>().AddSingleton<SendOutcomes>();
        feature.Services.AddSingleton<UnsubscribeTokens>().AddSingleton<Unsubscribing>();
        feature.Services.AddSingleton(services => new DeliveryExplanations(
            services.GetRequiredService<ChannelList>(), services.GetRequiredService<Deliveries>(), services.GetRequiredService<TimeProvider>()));
        feature.Services.AddSingleton<IChannel, EmailChannel>().AddSingleton<IChannel, WhatsAppChannel>().AddSingleton<IChannel, PushChannel>();
        feature.Services.AddSingleton<DeliveryReports>().AddSingleton<MailReports>().AddSingleton<WhatsAppReports>().AddSingleton<EmailPreviews>();
        feature.Services.AddOptions<WhatsAppOptions>()
            .BindConfiguration(WhatsAppOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        feature.Services.AddOptions<PushOptions>().BindConfiguration(PushOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        feature.Services.AddHttpClient<WhatsAppClient>(http => http.Timeout = ProviderTimeout);
        // Browsers name the addresses of push services: a redirect would lead past the check of them.
        feature.Services.AddHttpClient(PushChannel.ClientName, http => http.Timeout = ProviderTimeout)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false });
        feature.Jobs
            .AddPeriodic(
                "notifications.digests", "*/5 * * * *", new PlanDigests(), NotificationsJson.Default.PlanDigests)
            .AddPeriodic(
                "notifications.forget_old", "40 3 * * *", new ForgetOld(), NotificationsJson.Default.ForgetOld,
                periodic => periodic.Missed = MissedTicks.Coalesce)
            .AddHandler<ForgetOld, ForgetOldHandler>(NotificationsJson.Default.ForgetOld)
            .AddHandler<SendNotification, SendNotificationHandler>(NotificationsJson.Default.SendNotification)
            .AddHandler<PlanDigests, PlanDigestsHandler>(NotificationsJson.Default.PlanDigests)
            .AddHandler<SendDigest, SendDigestHandler>(NotificationsJson.Default.SendDigest);
    }
}

/// <summary>The capabilities of notifications.</summary>
public static class NotificationCapabilities
{
    /// <summary>Read and mark one's own notifications, and choose their channels.</summary>
    public const string Self = "notifications.self";

    /// <summary>See why a notification came or did not, what was sent, and which addresses get nothing more.</summary>
    public const string Inspect = "notifications.inspect";

    /// <summary>Let suppressed addresses get messages again, and send a message again.</summary>
    public const string Manage = "notifications.manage";
}

/// <summary>Serializes the jobs of notifications.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SendNotification))]
[JsonSerializable(typeof(PlanDigests))]
[JsonSerializable(typeof(SendDigest))]
[JsonSerializable(typeof(ForgetOld))]
[JsonSerializable(typeof(PushContent))]
[JsonSerializable(typeof(Dictionary<string, string>))]
sealed partial class NotificationsJson : JsonSerializerContext;
