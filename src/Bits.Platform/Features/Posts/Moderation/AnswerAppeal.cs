using Bits.Membership;
using Bits.Platform.Audit;
using Bits.Platform.Features.Notifications;
using Bits.Platform.Rpc;
using Bits.Shared;

namespace Bits.Platform.Features.Posts.Moderation;

/// <summary>Answers an appeal: the decision stands, or is undone. A higher rank than that of the moderator answers, and never
/// the author. The author is notified.</summary>
[Rpc(
    "moderation.v1/AnswerAppeal", PostCapabilities.Use, Audit = AuditClass.Admin,
    Example = """{"caseId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f15","outcome":"granted","answer":"It was no sale."}""",
    Answer = """{"restored":1}""")]
public sealed class AnswerAppeal(CaseGate gate, CaseUndo undo, Notifier notifier) : IRpc<AnswerAppeal.Request, AnswerAppeal.Response>
{
    static readonly AuditField OutcomeField = new("outcome");

    /// <summary>The answer.</summary>
    /// <param name="CaseId">The case.</param>
    /// <param name="Outcome">The outcome.</param>
    /// <param name="Answer">The reason; the author reads it.</param>
    public sealed record Request(Guid CaseId, AppealOutcome Outcome, [property: Text(Change.MaxReasonLength)] string Answer);

    /// <summary>The result.</summary>
    /// <param name="Restored">The number of posts and comments that are visible again.</param>
    public sealed record Response(int Restored);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var found = await gate.GetAppealedAsync(call, request.CaseId, ct);
        if (!await Appeal.AnswerAsync(call.Db, found.Id, request.Outcome, call.Caller.UserId, request.Answer, ct))
            throw FaultException.FailedPrecondition("no_open_appeal", "There is no appeal, or it is answered already.");

        var restored = request.Outcome == AppealOutcome.Granted ? await undo.UndoAsync(call, found, request.Answer, ct) : 0;
        await notifier.NotifyAsync(call.Db, AppealAnswerText.Of(found.Id), [found.AuthorId], ct);

        call.Audit.Target("case", found.Id).Because(request.Answer).Changed(OutcomeField, from: null, request.Outcome.ToText());
        return new(restored);
    }
}
