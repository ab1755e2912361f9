using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Posts.Moderation;

/// <summary>Returns the decision on a post or comment of the caller: what, why, and how an appeal stands.</summary>
[Rpc(
    "moderation.v1/GetDecision", PostCapabilities.Use, Reads = true,
    Example = """{"caseId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f15"}""",
    Answer = """{"caseId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f15","scope":"batch:2018","scopeName":"Batch of 2018","postId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12","commentId":null,"rendered":"<p>Watches!</p>","decision":"remove","reason":"No sales here.","decidedAt":"2026-11-23T18:00:00Z","undoneAt":null,"appeal":null,"can":["appeal"],"appealUntil":"2026-12-23T18:00:00Z"}""")]
public sealed class GetDecision : IRpc<GetDecision.Request, GetDecision.Response>
{
    /// <summary>The case.</summary>
    /// <param name="CaseId">The case, as the notification of the decision names it.</param>
    public sealed record Request(Guid CaseId);

    /// <summary>The decision.</summary>
    /// <param name="CaseId">The case.</param>
    /// <param name="Scope">The scope, such as batch:2018.</param>
    /// <param name="ScopeName">The name of the scope at the decision.</param>
    /// <param name="PostId">The post.</param>
    /// <param name="CommentId">The comment; null for the post itself.</param>
    /// <param name="Rendered">The caller's text as safe HTML; empty once it is deleted.</param>
    /// <param name="Decision">The decision.</param>
    /// <param name="Reason">The reason of the decision.</param>
    /// <param name="DecidedAt">The time of the decision.</param>
    /// <param name="UndoneAt">The time when the decision was undone; null while it stands.</param>
    /// <param name="Appeal">The caller's appeal; null without one.</param>
    /// <param name="Can">What the caller may do now.</param>
    /// <param name="AppealUntil">The end of the time for an appeal.</param>
    public sealed record Response(
        Guid CaseId, string Scope, string ScopeName, Guid PostId, Guid? CommentId, string Rendered, CaseDecision Decision,
        string Reason, DateTimeOffset DecidedAt, DateTimeOffset? UndoneAt, AppealView? Appeal, IReadOnlyList<OwnAction> Can,
        DateTimeOffset AppealUntil);

    /// <summary>Lists what an author may do about a decision.</summary>
    public enum OwnAction
    {
        /// <summary>Appeal to the next rank.</summary>
        Appeal,
    }

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var found = await CaseGate.GetOwnAsync(call, request.CaseId, ct);
        var appeal = await Appeal.FindAsync(call.Db, found.Id, ct);
        var texts = await Case.ListRenderedAsync(call.Db, [found], ct);

        return new(
            found.Id, found.Scope.ToString(), found.ScopeName, found.Subject.PostId, found.Subject.CommentId,
            texts.GetValueOrDefault(found.Subject.Id, ""), found.Decision!.Value, found.Reason ?? "", found.DecidedAt!.Value,
            found.UndoneAt, AppealView.Of(appeal), appeal is null && AppealDecision.IsOpen(found, call.Now) ? [OwnAction.Appeal] : [],
            AppealDecision.Until(found));
    }
}
