using System.Text.Json.Serialization;
using Bits.Jobs;
using Bits.Platform.Features.Notifications.WhatsApp;
using Bits.Platform.Privacy;
using Bits.Platform.Rpc;
using Bits.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Platform.Features.Notifications;

/// <summary>Notifications: an inbox for everybody, and WhatsApp messages for those who want them.</summary>
static class NotificationsFeature
{
    static readonly TimeSpan ProviderTimeout = TimeSpan.FromSeconds(8);

    public static IReadOnlyList<SchemaScript> Scripts =>
        SchemaScript.BesideType(typeof(NotificationsFeature), "notifications");

    public static void Add(IServiceCollection services, JobsBuilder jobs)
    {
        services.AddOptions<WhatsAppOptions>()
            .BindConfiguration(WhatsAppOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddHttpClient<WhatsAppClient>(http => http.Timeout = ProviderTimeout);
        services.AddSingleton<Notifier>();
        services.AddSingleton<NotificationTexts>();
        services.AddSingleton<Inbox>();
        services.AddSingleton<IPersonalData, NotificationData>();
        services
            .AddRpc<ListInbox>()
            .AddRpc<MarkRead>()
            .AddRpc<SetWhatsAppNumber>();
        jobs.AddHandler<SendWhatsApp, SendWhatsAppHandler>(NotificationsJson.Default.SendWhatsApp);
    }
}

/// <summary>How the jobs of the notifications are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SendWhatsApp))]
[JsonSerializable(typeof(Dictionary<string, string>))]
sealed partial class NotificationsJson : JsonSerializerContext;
