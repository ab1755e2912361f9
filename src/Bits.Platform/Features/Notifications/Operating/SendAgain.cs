using Bits.Jobs;
using Bits.Platform.Audit;
using Bits.Platform.Features.Notifications.Sending;
using Bits.Platform.Features.Operations;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;

namespace Bits.Platform.Features.Notifications;

/// <summary>Sends a message again that failed, or whose outcome is unknown: the one repetition there is, decided by a person. All
/// rules apply, so a message of more than a week ago is cancelled.</summary>
[Rpc(
    "notifications.v1/SendAgain", NotificationCapabilities.Manage, Audit = AuditClass.Admin,
    Example = """{"notificationId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12","userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","channel":"email","reason":"The member says that nothing came."}""",
    Answer = """{"planned":true}""")]
public sealed class SendAgain(JobQueue jobs, TimeProvider time) : IRpc<SendAgain.Request, SendAgain.Response>
{
    /// <summary>The delivery.</summary>
    /// <param name="NotificationId">The notification.</param>
    /// <param name="UserId">The recipient.</param>
    /// <param name="Channel">The channel.</param>
    /// <param name="Reason">Why; kept in the audit log.</param>
    public sealed record Request(
        Guid NotificationId, Guid UserId, [property: Text(20, TextKind.Id)] string Channel,
        [property: Text(Reasons.MaxLength)] string Reason);

    /// <summary>The result.</summary>
    /// <param name="Planned">Whether it will be sent; false when it did not fail and its outcome is known, or it is planned
    /// already.</param>
    public sealed record Response(bool Planned);

    static readonly AuditField State = new("state");

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var key = new DeliveryKey(request.NotificationId, request.Channel, request.UserId);
        var planned = await Ledger.MoveAsync(
            call.Db, [key], [DeliveryState.Unknown, DeliveryState.Failed], new(DeliveryState.Planned), time.GetUtcNow(), ct) > 0;
        if (planned)
            await jobs.EnqueueAsync(
                call.Db, new SendNotification(key.NotificationId, key.Channel, key.RecipientId), NotificationsJson.Default.SendNotification,
                new() { Priority = SendNotification.PersonalPriority }, ct);

        call.Audit.Target("user", request.UserId).Because(request.Reason).Changed(State, from: null, DeliveryState.Planned).If(planned);
        return new(planned);
    }
}
