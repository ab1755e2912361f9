using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Posts.Moderation;

/// <summary>Lists the open appeals that the caller answers, in all scopes, the oldest first.</summary>
[Rpc(
    "moderation.v1/ListAppeals", PostCapabilities.Use, Reads = true,
    Example = """{"limit":20}""",
    Answer = """{"appeals":[{"caseId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f15","scope":"batch:2018","scopeName":"Batch of 2018","postId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12","commentId":null,"authorId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","authorName":"Asha Rao","rendered":"<p>Watches!</p>","decision":"remove","reason":"No sales here.","decidedAt":"2026-11-23T18:00:00Z","decidedByName":"Bikram Sen","appeal":{"reason":"I gave them away.","appealedAt":"2026-11-24T18:00:00Z","outcome":null,"answer":null,"answeredAt":null}}],"nextCursor":null}""")]
public sealed class ListAppeals(Memberships memberships, AccountDirectory accounts, ScopeNames scopes)
    : IRpc<ListAppeals.Request, ListAppeals.Response>
{
    const int MaxScopes = 1_000;

    /// <summary>The page to list.</summary>
    /// <param name="Limit">The maximum page size, 1 to 100.</param>
    /// <param name="Cursor">The nextCursor of the previous page; null for the first page.</param>
    public sealed record Request([property: PageSize] int Limit = 20, [property: PageCursor] string? Cursor = null);

    /// <summary>A page.</summary>
    /// <param name="Appeals">The appeals.</param>
    /// <param name="NextCursor">The cursor of the next page; null on the last page.</param>
    public sealed record Response(IReadOnlyList<Item> Appeals, string? NextCursor);

    /// <summary>An appeal with its case.</summary>
    /// <param name="CaseId">The case.</param>
    /// <param name="Scope">The scope, such as batch:2018.</param>
    /// <param name="ScopeName">The name of the scope.</param>
    /// <param name="PostId">The post.</param>
    /// <param name="CommentId">The comment; null for the post itself.</param>
    /// <param name="AuthorId">The author, who appeals.</param>
    /// <param name="AuthorName">The author's name; null when the account is gone.</param>
    /// <param name="Rendered">The text as safe HTML; empty once it is deleted.</param>
    /// <param name="Decision">The decision.</param>
    /// <param name="Reason">The reason of the decision.</param>
    /// <param name="DecidedAt">The time of the decision.</param>
    /// <param name="DecidedByName">Who decided; null when the account is gone.</param>
    /// <param name="Appeal">The appeal.</param>
    public sealed record Item(
        Guid CaseId, string Scope, string ScopeName, Guid PostId, Guid? CommentId, Guid AuthorId, string? AuthorName,
        string Rendered, CaseDecision Decision, string Reason, DateTimeOffset DecidedAt, string? DecidedByName, AppealView Appeal);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var (db, me) = (call.Db, call.Caller.UserId);
        var after = call.Cursors.Read<PostPlace>(request.Cursor);
        var ranks = (await memberships.ListByUserAsync(db, me, MemberState.Active, after: null, MaxScopes, ct))
            .Where(own => own.Role.Rank() >= MemberRole.Moderator.Rank()).ToDictionary(own => own.Scope, own => own.Role.Rank());
        var isAdministrator = RankRules.RankOf(call.Caller.PlatformRole, role: null) == RankRules.PlatformRank;
        var appeals = await Appeal.ListOpenAsync(db, me, ranks, isAdministrator, after, request.Limit, ct);

        return new(await ShowAsync(call, appeals, ct), call.Cursors.Next(appeals, request.Limit, a => new PostPlace(a.AppealedAt, a.CaseId)));
    }

    async Task<IReadOnlyList<Item>> ShowAsync(RpcContext call, IReadOnlyList<Appeal> appeals, CancellationToken ct)
    {
        if (appeals.Count == 0)
            return [];

        var cases = (await Case.ListAsync(call.Db, appeals.Select(a => a.CaseId), ct)).ToDictionary(c => c.Id);
        var texts = await Case.ListRenderedAsync(call.Db, cases.Values, ct);
        var scopeNames = await scopes.ListAsync(call.Db, cases.Values.Select(c => c.Scope), ct);
        var people = cases.Values.SelectMany(c => new[] { c.AuthorId, c.DecidedBy ?? c.AuthorId });
        var names = await accounts.ListNamesAsync(call.Db, people, ct);

        return [.. appeals.Where(a => cases.ContainsKey(a.CaseId)).Select(a => View(a, cases[a.CaseId]))];

        Item View(Appeal appeal, Case c) => new(
            c.Id, c.Scope.ToString(), scopeNames[c.Scope], c.Subject.PostId, c.Subject.CommentId, c.AuthorId,
            names.GetValueOrDefault(c.AuthorId), texts.GetValueOrDefault(c.Subject.Id, ""), c.Decision!.Value,
            c.Reason ?? "", c.DecidedAt!.Value, c.DecidedBy is { } by ? names.GetValueOrDefault(by) : null, AppealView.Of(appeal)!);
    }
}
