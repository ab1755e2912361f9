using Bits.Membership;
using Bits.Platform.Auth;
using Bits.Platform.Features.Notifications;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Posts.Moderation;

/// <summary>A decision to make.</summary>
/// <param name="Decision">The decision.</param>
/// <param name="Reason">The reason; the author reads it.</param>
/// <param name="Until">The end of a ban; null until it is lifted.</param>
/// <param name="PostsOfDays">With a ban: the number of days of which all texts of the author are removed too.</param>
readonly record struct Verdict(CaseDecision Decision, string Reason, DateTimeOffset? Until = null, int PostsOfDays = 0);

/// <summary>Decides on cases: writes the decision, applies it, and notifies the author.</summary>
public sealed class CaseDecider(CaseRemoval removal, CaseBans bans, RankGate rank, ScopeNames scopes, Notifier notifier)
{
    /// <summary>Decides on an open case.</summary>
    /// <returns>The number of posts and comments that are no longer visible.</returns>
    /// <exception cref="FaultException">The case is decided already, or the caller may not ban the author.</exception>
    internal async Task<int> DecideAsync(RpcContext call, Case found, Verdict verdict, CancellationToken ct)
    {
        await WriteAsync(call, found, verdict, ct);
        if (verdict.Decision == CaseDecision.Ban)
            await bans.BanAsync(call, found, verdict.Reason, verdict.Until, ct);
        var removed = verdict.Decision is CaseDecision.Keep or CaseDecision.Warn ? 0 : await HideAsync(call, found, verdict, ct);
        await NotifyAsync(call, found, verdict.Decision, ct);

        return removed;
    }

    /// <summary>Removes another's post or comment as the decision on its open case, or on a new one.</summary>
    /// <returns>Whether it was visible before.</returns>
    internal async Task<bool> RemoveAsync(
        RpcContext call, Subject subject, Guid author, Scope scope, string reason, CancellationToken ct)
    {
        var opened = await OpenedCase.OpenAsync(call, subject, author, scope, ct);
        var found = (await Case.FindAsync(call.Db, opened.Id, ct))!;
        if (await removal.RemoveAsync(call.Db, found, call.Caller.UserId, reason, isHidden: false, days: 0, ct) == 0)
        {
            await opened.CancelAsync(call.Db, ct);
            return false;
        }

        await WriteAsync(call, found, new(CaseDecision.Remove, reason), ct);
        await NotifyAsync(call, found, CaseDecision.Remove, ct);
        return true;
    }

    async Task<int> HideAsync(RpcContext call, Case found, Verdict verdict, CancellationToken ct)
    {
        var isHidden = verdict.Decision == CaseDecision.Hide;
        await CaseRemoval.AdoptAsync(call.Db, found, isHidden, ct);
        return await removal.RemoveAsync(call.Db, found, call.Caller.UserId, verdict.Reason, isHidden, verdict.PostsOfDays, ct);
    }

    async Task WriteAsync(RpcContext call, Case found, Verdict verdict, CancellationToken ct)
    {
        var own = await rank.RankAsync(call.Db, call.Caller, found.Scope, ct);
        var names = await scopes.ListAsync(call.Db, [found.Scope], ct);
        if (!await Case.DecideAsync(
                call.Db, found.Id, verdict.Decision, (call.Caller.UserId, own), verdict.Reason, names[found.Scope], ct))
            throw FaultException.FailedPrecondition("case_decided", "This case is decided already. Read the decision, or undo it.");
    }

    async Task NotifyAsync(RpcContext call, Case found, CaseDecision decision, CancellationToken ct)
    {
        if (decision != CaseDecision.Keep)
            await notifier.NotifyAsync(call.Db, CaseText.Of(found.Id), [found.AuthorId], ct);
    }
}
