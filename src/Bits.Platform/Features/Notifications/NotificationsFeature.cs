using System.Text.Json.Serialization;
using Bits.Platform.Auth;
using Bits.Platform.Features.Notifications.WhatsApp;
using Bits.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Platform.Features.Notifications;

/// <summary>Notifications: an inbox for every member, WhatsApp messages for members who opted in.</summary>
sealed class NotificationsFeature : IFeature
{
    static readonly TimeSpan ProviderTimeout = TimeSpan.FromSeconds(8);

    /// <inheritdoc />
    public SchemaPart Schema { get; } = SchemaPart.BesideType(typeof(NotificationsFeature), "notifications");

    /// <inheritdoc />
    public IReadOnlyList<CapabilityRule> Capabilities { get; } = [CapabilityRule.SignedIn(NotificationCapabilities.Self)];

    /// <inheritdoc />
    public void Register(FeatureBuilder feature)
    {
        feature
            .PersonalData<NotificationData>()
            .Call<ListInbox>()
            .Call<MarkRead>()
            .Call<SetWhatsAppNumber>();
        feature.Services.AddSingleton<Notifier>().AddSingleton<NotificationTexts>().AddSingleton<Inbox>();
        feature.Services.AddOptions<WhatsAppOptions>()
            .BindConfiguration(WhatsAppOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        feature.Services.AddHttpClient<WhatsAppClient>(http => http.Timeout = ProviderTimeout);
        feature.Jobs.AddHandler<SendWhatsApp, SendWhatsAppHandler>(NotificationsJson.Default.SendWhatsApp);
    }
}

/// <summary>The capabilities of notifications.</summary>
public static class NotificationCapabilities
{
    /// <summary>Read and mark one's own notifications, and choose their channels.</summary>
    public const string Self = "notifications.self";
}

/// <summary>Serializes the jobs of notifications.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SendWhatsApp))]
[JsonSerializable(typeof(Dictionary<string, string>))]
sealed partial class NotificationsJson : JsonSerializerContext;
