using Bits.Platform.Audit;
using Bits.Platform.Rpc;
using Bits.Shared;

namespace Bits.Platform.Features.Notifications.Channels.WhatsApp;

/// <summary>Sets the caller's number for WhatsApp messages, or opts out.</summary>
[Rpc(
    "notifications.v1/SetWhatsAppNumber", NotificationCapabilities.Self, Audit = AuditClass.Security, StepUp = true,
    Example = """{"phone":"+919876543210"}""",
    Answer = """{"phone":"+919876543210"}""")]
public sealed class SetWhatsAppNumber : IRpc<SetWhatsAppNumber.Request, SetWhatsAppNumber.Response>
{
    /// <summary>The number.</summary>
    /// <param name="Phone">The number in international form (E.164), such as +919876543210; null to opt out.</param>
    public sealed record Request(
        [property: Pattern(
            @"^\+[1-9][0-9]{6,14}$", ErrorMessage = "must be in international form, such as +919876543210.")]
        string? Phone);

    /// <summary>The stored number.</summary>
    /// <param name="Phone">The number; null when opted out.</param>
    public sealed record Response(string? Phone);

    static readonly AuditField Number = new("phone", Sensitivity.Personal);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        const string before = "select phone from notifications_whatsapp_number where user_id = $1 for update";
        const string optIn = """
            insert into notifications_whatsapp_number (user_id, phone)
            values ($1, $2)
            on conflict on constraint notifications_whatsapp_number_pkey do update
            set phone = excluded.phone, opted_in_at = now()
            """;
        const string optOut = "delete from notifications_whatsapp_number where user_id = $1";

        var earlier = await call.Db.FindAsync(before, [call.Caller.UserId], row => row.GetString(0), ct);
        if (request.Phone is { } phone)
            await call.Db.ExecuteAsync(optIn, [call.Caller.UserId, phone], ct);
        else
            await call.Db.ExecuteAsync(optOut, [call.Caller.UserId], ct);

        call.Audit.Target("user", call.Caller.UserId).Changed(Number, earlier, request.Phone).If(earlier != request.Phone);
        return new(request.Phone);
    }
}
