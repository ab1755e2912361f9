using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Posts.Moderation;

/// <summary>Lists the reported posts and comments of a scope, the latest first: the queue of its moderators, or their
/// decisions. Leaves out those on the caller's own texts: authors do not learn who reported them.</summary>
[Rpc(
    "moderation.v1/ListReports", PostCapabilities.Moderate, Reads = true,
    Example = """{"scope":"group:0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10"}""",
    Answer = """{"cases":[{"caseId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f15","postId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12","commentId":null,"authorId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","authorName":"Asha Rao","rendered":"<p>Watches!</p>","openedAt":"2026-11-23T18:00:00Z","reports":[{"reporterId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f14","reporterName":"Bikram Sen","reason":"Sells watches."}],"decision":null,"reason":null,"decidedAt":null,"undoneAt":null,"appeal":null,"can":["decide"]}],"nextCursor":null}""")]
public sealed class ListReports(AccountDirectory accounts, RankGate rank) : IRpc<ListReports.Request, ListReports.Response>
{
    static readonly Dictionary<Guid, Appeal> NoAppeals = [];

    /// <summary>The page to list.</summary>
    /// <param name="Scope">The scope, such as batch:2018.</param>
    /// <param name="Decided">Whether to list the decided cases instead of the open ones.</param>
    /// <param name="Limit">The maximum page size, 1 to 100.</param>
    /// <param name="Cursor">The nextCursor of the previous page; null for the first page.</param>
    public sealed record Request(
        [property: Text(ScopeTextAttribute.MaxLength, TextKind.Id), ScopeText] string Scope,
        bool Decided = false,
        [property: PageSize] int Limit = 20,
        [property: PageCursor] string? Cursor = null) : IScopedRequest
    {
        Scope IScopedRequest.Scope => Bits.Membership.Scope.Parse(Scope);
    }

    /// <summary>A page.</summary>
    /// <param name="Cases">The cases.</param>
    /// <param name="NextCursor">The cursor of the next page; null on the last page.</param>
    public sealed record Response(IReadOnlyList<Item> Cases, string? NextCursor);

    /// <summary>A case.</summary>
    /// <param name="CaseId">The id.</param>
    /// <param name="PostId">The post.</param>
    /// <param name="CommentId">The comment; null for the post itself.</param>
    /// <param name="AuthorId">The author of the reported text.</param>
    /// <param name="AuthorName">The author's name; null when the account is gone.</param>
    /// <param name="Rendered">The reported text as safe HTML; empty once it is deleted.</param>
    /// <param name="OpenedAt">The time of the first report.</param>
    /// <param name="Reports">The reports, the first ten.</param>
    /// <param name="Decision">The decision; null while open.</param>
    /// <param name="Reason">The reason of the decision.</param>
    /// <param name="DecidedAt">The time of the decision.</param>
    /// <param name="UndoneAt">The time when the decision was undone; null while it stands.</param>
    /// <param name="Appeal">The author's appeal; null without one.</param>
    /// <param name="Can">What the caller may do with it now.</param>
    public sealed record Item(
        Guid CaseId, Guid PostId, Guid? CommentId, Guid AuthorId, string? AuthorName, string Rendered, DateTimeOffset OpenedAt,
        IReadOnlyList<ReportItem> Reports, CaseDecision? Decision, string? Reason, DateTimeOffset? DecidedAt,
        DateTimeOffset? UndoneAt, AppealView? Appeal, IReadOnlyList<CaseAction> Can);

    /// <summary>A report.</summary>
    /// <param name="ReporterId">The reporter.</param>
    /// <param name="ReporterName">The reporter's name; null when the account is gone.</param>
    /// <param name="Reason">What is wrong with the text.</param>
    public sealed record ReportItem(Guid ReporterId, string? ReporterName, string Reason);

    /// <summary>Lists what a moderator may do with a case.</summary>
    public enum CaseAction
    {
        /// <summary>Decide on it.</summary>
        Decide,

        /// <summary>Undo the decision.</summary>
        Undo,

        /// <summary>Answer the appeal.</summary>
        AnswerAppeal,
    }

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var after = call.Cursors.Read<PostPlace>(request.Cursor);
        var cases = await Case.ListAsync(call.Db, call.Scope, call.Caller.UserId, request.Decided, after, request.Limit, ct);
        var reports = (await ListReportsAsync(call.Db, cases, ct)).ToLookup(report => report.CaseId);
        var texts = await Case.ListRenderedAsync(call.Db, cases, ct);
        var people = cases.Select(c => c.AuthorId).Concat(reports.SelectMany(r => r).Select(r => r.ReporterId));
        var names = await accounts.ListNamesAsync(call.Db, people, ct);
        var appeals = request.Decided ? await Appeal.ListAsync(call.Db, cases.Select(c => c.Id), ct) : NoAppeals;
        var own = request.Decided ? await rank.RankAsync(call.Db, call.Caller, call.Scope, ct) : 0;

        return new(
            [
                .. cases.Select(c => View(
                    c, appeals.GetValueOrDefault(c.Id), (call.Caller.UserId, own), texts.GetValueOrDefault(c.Subject.Id, ""), reports[c.Id], names)),
            ],
            call.Cursors.Next(cases, request.Limit, c => new PostPlace(c.OpenedAt, c.Id)));
    }

    static Item View(
        Case c, Appeal? appeal, (Guid UserId, int Rank) reader, string rendered, IEnumerable<(Guid CaseId, Guid ReporterId, string Reason)> reports,
        IReadOnlyDictionary<Guid, string> names) => new(
        c.Id, c.Subject.PostId, c.Subject.CommentId, c.AuthorId, names.GetValueOrDefault(c.AuthorId),
        rendered, c.OpenedAt,
        [.. reports.Select(r => new ReportItem(r.ReporterId, names.GetValueOrDefault(r.ReporterId), r.Reason))],
        c.Decision, c.Reason, c.DecidedAt, c.UndoneAt, AppealView.Of(appeal), [.. Actions(c, appeal, reader)]);

    static IEnumerable<CaseAction> Actions(Case c, Appeal? appeal, (Guid UserId, int Rank) reader)
    {
        if (c.Decision is null)
            yield return CaseAction.Decide;
        if (c is { Decision: not null, UndoneAt: null } && CaseGate.MayUndo(c, appeal, reader.UserId, reader.Rank))
            yield return CaseAction.Undo;
        if (appeal is { Outcome: null } && CaseGate.MayAnswer(c, reader.UserId, reader.Rank))
            yield return CaseAction.AnswerAppeal;
    }

    static Task<List<(Guid CaseId, Guid ReporterId, string Reason)>> ListReportsAsync(
        NpgsqlConnection db, IEnumerable<Case> cases, CancellationToken ct)
    {
        const string sql = """
            select c.id, r.reporter_id, r.reason
            from unnest($1::uuid[]) as c (id)
            cross join lateral (
                select reporter_id, reason from posts_report where case_id = c.id order by reported_at, reporter_id limit 10) r
            """;

        return db.QueryAsync(
            sql, [cases.Select(c => c.Id).ToArray()], row => (row.GetGuid(0), row.GetGuid(1), row.GetString(2)), ct);
    }
}
