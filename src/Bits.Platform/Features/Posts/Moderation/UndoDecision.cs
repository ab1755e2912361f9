using Bits.Membership;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Posts.Moderation;

/// <summary>Undoes a decision: all that it removed is visible again, and its ban is lifted. A text that is deleted already
/// stays deleted.</summary>
[Rpc(
    "moderation.v1/Undo", PostCapabilities.Use, Audit = AuditClass.Admin,
    Example = """{"caseId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f15","reason":"Was a misunderstanding."}""",
    Answer = """{"restored":1}""")]
public sealed class UndoDecision(CaseGate gate, CaseRemoval removal, Memberships memberships, RankGate rank)
    : IRpc<UndoDecision.Request, UndoDecision.Response>
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
        var found = await gate.GetAsync(call, request.CaseId, ct);
        if (found.Decision == CaseDecision.Ban)
            await rank.RequireUnbanAsync(call.Db, call.Caller, found.Scope, found.AuthorId, ct);

        if (!await Case.UndoAsync(call.Db, found.Id, call.Caller.UserId, ct))
            throw FaultException.FailedPrecondition("case_not_decided", "This case is open, or its decision is undone already.");
        var restored = await removal.RestoreAsync(call.Db, found, ct);
        if (found.Decision == CaseDecision.Ban)
            await memberships.UnbanAsync(
                call.Db, found.AuthorId, found.Scope, Change.By(call.Caller.UserId, request.Reason), AfterBan.AsBefore, ct);

        call.Audit.Target("user", found.AuthorId).Because(request.Reason);
        return new(restored);
    }
}
