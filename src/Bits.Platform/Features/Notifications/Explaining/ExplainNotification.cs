using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Notifications;

/// <summary>Tells the caller why a notification came to them on each channel, or did not.</summary>
[Rpc(
    "notifications.v1/ExplainNotification", NotificationCapabilities.Self, Reads = true,
    Example = """{"notificationId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12"}""",
    Answer = """{"explanations":[{"channel":"email","state":"held","rule":"digest","text":"Waits for the next digest.","at":"2026-11-23T18:00:00Z","error":null}]}""")]
public sealed class ExplainNotification(DeliveryExplanations explanations)
    : IRpc<ExplainNotification.Request, ExplainNotification.Response>
{
    /// <summary>The notification.</summary>
    /// <param name="NotificationId">The id, as the inbox lists it.</param>
    public sealed record Request(Guid NotificationId);

    /// <summary>The explanation.</summary>
    /// <param name="Explanations">Each channel; empty for a notification that is not the caller's.</param>
    public sealed record Response(IReadOnlyList<DeliveryExplanation> Explanations);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        // Of a notification for others the caller learns nothing, not even that it exists.
        var channels = await explanations.ListAsync(call.Db, request.NotificationId, call.Caller.UserId, ct) ?? [];
        return new(channels.Any(channel => channel.State is not null) ? channels : []);
    }
}
