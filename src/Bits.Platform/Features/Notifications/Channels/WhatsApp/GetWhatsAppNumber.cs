using Bits.Platform.Rpc;
using Bits.Shared;
using Microsoft.Extensions.Options;

namespace Bits.Platform.Features.Notifications.Channels.WhatsApp;

/// <summary>Returns the caller's number for WhatsApp messages.</summary>
[Rpc(
    "notifications.v1/GetWhatsAppNumber", NotificationCapabilities.Self, Reads = true,
    Example = """{}""",
    Answer = """{"isAvailable":true,"phone":"+919876543210"}""")]
public sealed class GetWhatsAppNumber(IOptions<WhatsAppOptions> options)
    : IRpc<GetWhatsAppNumber.Request, GetWhatsAppNumber.Response>
{
    /// <summary>An empty request.</summary>
    public sealed record Request;

    /// <summary>The number.</summary>
    /// <param name="IsAvailable">Whether this platform sends WhatsApp messages.</param>
    /// <param name="Phone">The number; null when opted out.</param>
    public sealed record Response(bool IsAvailable, string? Phone);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        const string sql = "select phone from notifications_whatsapp_number where user_id = $1";

        return new(
            options.Value.Enabled, await call.Db.FindAsync(sql, [call.Caller.UserId], row => row.GetString(0), ct));
    }
}
