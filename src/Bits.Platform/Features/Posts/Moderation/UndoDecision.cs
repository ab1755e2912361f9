using Bits.Membership;
using Bits.Platform.Audit;
using Bits.Platform.Features.Notifications;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Posts.Moderation;

/// <summary>Undoes a decision: all that it removed is visible again, and its ban is lifted. A text that is deleted already
/// stays deleted. An open appeal is granted with it. Takes who decided, or their rank; after an appeal that left the decision
/// standing, a higher rank.</summary>
[Rpc(
    "moderation.v1/Undo", PostCapabilities.Use, Audit = AuditClass.Admin,
    Example = """{"caseId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f15","reason":"Was a misunderstanding."}""",
    Answer = """{"restored":1}""")]
public sealed class UndoDecision(CaseGate gate, CaseUndo undo, Notifier notifier) : IRpc<UndoDecision.Request, UndoDecision.Response>
{
    /// <summary>The decision to undo.</summary>
    /// <param name="CaseId">The case.</param>
    /// <param name="Reason">The reason.</param>
    public sealed record Request(Guid CaseId, [property: Text(Change.MaxReasonLength)] string Reason);

    /// <summary>The result.</summary>
    /// <param name="Restored">The number of posts and comments that are visible again.</param>
    public sealed record Response(int Restored);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var found = await gate.GetUndoableAsync(call, request.CaseId, ct);
        var restored = await undo.UndoAsync(call, found, request.Reason, ct);
        if (await Appeal.AnswerAsync(call.Db, found.Id, AppealOutcome.Granted, call.Caller.UserId, request.Reason, ct))
            await notifier.NotifyAsync(call.Db, AppealAnswerText.Of(found.Id), [found.AuthorId], ct);

        return new(restored);
    }
}
