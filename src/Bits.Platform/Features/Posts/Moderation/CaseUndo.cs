using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Posts.Moderation;

/// <summary>Undoes decisions: all that one removed is visible again, and its ban is lifted.</summary>
public sealed class CaseUndo(CaseRemoval removal, CaseBans bans)
{
    /// <summary>Undoes the decision on a case.</summary>
    /// <returns>The number of posts and comments that are visible again.</returns>
    /// <exception cref="FaultException">The case is open, or its decision is undone already; or a higher rank has banned the
    /// author.</exception>
    internal async Task<int> UndoAsync(RpcContext call, Case found, string reason, CancellationToken ct)
    {
        if (!await Case.UndoAsync(call.Db, found.Id, call.Caller.UserId, ct))
            throw FaultException.FailedPrecondition("case_not_decided", "This case is open, or its decision is undone already.");
        var restored = await removal.RestoreAsync(call.Db, found, ct);
        if (found.Decision == CaseDecision.Ban)
            await bans.LiftAsync(call, found, reason, ct);

        call.Audit.Target("user", found.AuthorId).Because(reason);
        return restored;
    }
}
