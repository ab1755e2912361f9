using Bits.Membership;
using Bits.Platform.Features.Notifications;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Posts.Moderation;

/// <summary>Appeals against the decision on a post or comment of the caller, within thirty days and once. A higher rank than
/// that of the moderator answers; those who may are notified.</summary>
[Rpc(
    "moderation.v1/Appeal", PostCapabilities.Use,
    Example = """{"caseId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f15","reason":"I gave them away for free."}""",
    Answer = """{"changed":true}""")]
public sealed class AppealDecision(CaseGate gate, Notifier notifier) : IRpc<AppealDecision.Request, AppealDecision.Response>
{
    // The text of a removed post is kept as long.
    static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    /// <summary>The appeal.</summary>
    /// <param name="CaseId">The case, as the notification of the decision names it.</param>
    /// <param name="Reason">Why the decision is wrong.</param>
    public sealed record Request(Guid CaseId, [property: Text(Change.MaxReasonLength)] string Reason);

    /// <summary>The result.</summary>
    /// <param name="Changed">Whether the appeal is new; a second one changes nothing.</param>
    public sealed record Response(bool Changed);

    /// <summary>Returns the end of the time for an appeal.</summary>
    internal static DateTimeOffset Until(Case found) => found.DecidedAt!.Value + Longest;

    /// <summary>Returns whether a decision can be appealed against.</summary>
    internal static bool IsOpen(Case found, DateTimeOffset now) =>
        found is { Decision: not (null or CaseDecision.Keep), UndoneAt: null } && now < Until(found);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var found = await CaseGate.GetOwnAsync(call, request.CaseId, ct);
        if (!IsOpen(found, call.Now))
            throw FaultException.FailedPrecondition(
                "appeal_closed", "This decision kept your text, is undone, or is older than 30 days. There is nothing to appeal against.");

        var changed = await Appeal.AddAsync(call.Db, found.Id, request.Reason, ct);
        if (changed)
            await notifier.NotifyAsync(call.Db, AppealText.Of(found), await gate.ListNextRankAsync(call.Db, found, ct), ct);

        call.Audit.Target("case", found.Id).If(changed);
        return new(changed);
    }
}
