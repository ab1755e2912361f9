using Bits.Membership;
using Bits.Platform.Features.Notifications;
using Bits.Platform.Rpc;
using Bits.Shared;

namespace Bits.Platform.Features.Posts.Moderation;

/// <summary>Reports a post or a comment to the moderators of its scope. Reports on the same text make one case. The moderators
/// are notified of a new case; where there is no moderator, the platform's administrators.</summary>
[Rpc(
    "moderation.v1/Report", PostCapabilities.Use,
    Example = """{"postId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12","reason":"Sells watches."}""",
    Answer = """{"caseId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f15","changed":true}""")]
public sealed class ReportContent(PostGate gate, CaseGate cases, Notifier notifier)
    : IRpc<ReportContent.Request, ReportContent.Response>
{
    /// <summary>The report; exactly one of the two ids.</summary>
    /// <param name="Reason">What is wrong with it.</param>
    /// <param name="PostId">The post.</param>
    /// <param name="CommentId">The comment.</param>
    public sealed record Request([property: Text(500)] string Reason, Guid? PostId = null, Guid? CommentId = null);

    /// <summary>The case.</summary>
    /// <param name="CaseId">The id.</param>
    /// <param name="Changed">Whether the report is new; a second one by the same caller changes nothing.</param>
    public sealed record Response(Guid CaseId, bool Changed);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var (subject, author, rights) = await gate.GetSubjectAsync(call, request.PostId, request.CommentId, ct);
        if (author == call.Caller.UserId)
            throw FaultException.FailedPrecondition("own_content", "You wrote this yourself. Remove it instead.");

        var opened = await OpenedCase.OpenAsync(call, subject, author, rights.Facts.Scope, ct);
        var changed = await InsertAsync(call, opened.Id, request.Reason, ct);
        if (opened.IsNew)
            await NotifyAsync(call, opened.Id, author, rights.Facts.Scope, ct);

        call.Audit.Target(subject.CommentId is null ? "post" : "comment", subject.Id).If(changed);
        return new(opened.Id, changed);
    }

    // A moderator who reports knows of it.
    async Task NotifyAsync(RpcContext call, Guid caseId, Guid author, Scope scope, CancellationToken ct)
    {
        var moderators = await cases.ListModeratorsAsync(call.Db, scope, author, ct);
        await notifier.NotifyAsync(
            call.Db, ReportText.Of(caseId, scope, moderators.AreMembers),
            [.. moderators.Users.Where(user => user != call.Caller.UserId)], ct);
    }

    static async Task<bool> InsertAsync(RpcContext call, Guid caseId, string reason, CancellationToken ct)
    {
        const string sql = """
            insert into posts_report (case_id, reporter_id, reason)
            values ($1, $2, $3)
            on conflict on constraint posts_report_once do nothing
            """;

        return await call.Db.ExecuteAsync(sql, [caseId, call.Caller.UserId, reason], ct) > 0;
    }
}
