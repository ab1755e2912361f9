using Bits.Platform.Audit;
using Bits.Platform.Features.Notifications.Sending;
using Bits.Platform.Features.Operations;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;

namespace Bits.Platform.Features.Notifications;

/// <summary>Lets an address get messages again, such as after its owner has repaired a mailbox.</summary>
[Rpc(
    "notifications.v1/LiftSuppression", NotificationCapabilities.Manage, Audit = AuditClass.Admin,
    Example = """{"channel":"email","address":"asha@example.org","reason":"The mailbox works again."}""",
    Answer = """{"lifted":true}""")]
public sealed class LiftSuppression : IRpc<LiftSuppression.Request, LiftSuppression.Response>
{
    /// <summary>The address.</summary>
    /// <param name="Channel">The channel.</param>
    /// <param name="Address">The address, as ListSuppressions lists it.</param>
    /// <param name="Reason">Why; kept in the audit log.</param>
    public sealed record Request(
        [property: Text(20, TextKind.Id)] string Channel, [property: Text(1_000, TextKind.Line)] string Address,
        [property: Text(Reasons.MaxLength)] string Reason);

    /// <summary>The result.</summary>
    /// <param name="Lifted">Whether it was suppressed before.</param>
    public sealed record Response(bool Lifted);

    static readonly AuditField Address = new("address", Sensitivity.Personal);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var lifted = await Suppressions.RemoveAsync(call.Db, request.Channel, request.Address, ct);

        call.Audit.Target("channel", request.Channel).Because(request.Reason).Changed(Address, request.Address, to: null).If(lifted);
        return new(lifted);
    }
}
