using System.Text.Json;
using Bits.Platform.Features.Notifications.Reports;
using Bits.Platform.Rpc;

namespace Bits.Backend.Http;

/// <summary>Takes the reports of message providers. Each proves itself by a signature over the body; without a configured
/// secret, all are refused.</summary>
static class ProviderReports
{
    const string Mail = "/webhooks/mail";
    const string WhatsApp = "/webhooks/whatsapp";

    public static void MapProviderReports(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost(Mail, MailAsync).ExcludeFromDescription();
        endpoints.MapPost(WhatsApp, WhatsAppAsync).ExcludeFromDescription();
        endpoints.MapGet(WhatsApp, Prove).ExcludeFromDescription();
    }

    static async Task<IResult> MailAsync(HttpContext http, MailReports reports, DeliveryReports deliveries, CancellationToken ct)
    {
        var body = await RequestBody.ReadBytesAsync(http);
        var headers = http.Request.Headers;
        if (!reports.IsGenuine(headers["webhook-id"], headers["webhook-timestamp"], headers["webhook-signature"], body))
            return Refuse(http);

        return await RecordAsync(
            http, deliveries, MailReports.Channel, () => MailReports.Read(body) is { } report ? [report] : [], ct);
    }

    static async Task<IResult> WhatsAppAsync(HttpContext http, WhatsAppReports reports, DeliveryReports deliveries, CancellationToken ct)
    {
        var body = await RequestBody.ReadBytesAsync(http);
        if (!reports.IsGenuine(http.Request.Headers["X-Hub-Signature-256"], body))
            return Refuse(http);

        return await RecordAsync(http, deliveries, WhatsAppReports.Channel, () => WhatsAppReports.Read(body), ct);
    }

    // The provider asks once, when the webhook is registered, and expects its challenge back.
    static IResult Prove(HttpContext http, WhatsAppReports reports) =>
        http.Request.Query["hub.mode"] == "subscribe" && reports.IsVerifyToken(http.Request.Query["hub.verify_token"])
            ? Results.Text(http.Request.Query["hub.challenge"].ToString(), "text/plain")
            : Refuse(http);

    static async Task<IResult> RecordAsync(
        HttpContext http, DeliveryReports deliveries, string channel, Func<IReadOnlyCollection<DeliveryReport>> read, CancellationToken ct)
    {
        try
        {
            await deliveries.RecordAsync(channel, read(), HttpOrigin.Of(http), ct);
            return Results.NoContent();
        }
        catch (JsonException)
        {
            return RpcEndpoints.Refuse(http, FaultException.InvalidArgument("body", "is not the JSON that this provider sends."));
        }
    }

    static IResult Refuse(HttpContext http) => RpcEndpoints.Refuse(
        http, FaultException.PermissionDenied("bad_signature", "The request is not signed by this platform's provider, or too old."));
}
