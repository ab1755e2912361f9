using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;
using Bits.Search;

namespace Bits.Platform.Features.Searching;

/// <summary>Searches as another user would, to explain their results. It shows what only they may see, so it leaves an
/// event in the audit log although it writes nothing.</summary>
[Rpc(
    "search.v1/InspectSearch", SearchCapabilities.Inspect, Shows = true, Audit = AuditClass.Admin, Rate = RateClass.Search,
    Example = """{"userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","text":"regatta","limit":20}""",
    Answer = """{"tags":["institute","batch:2018"],"hits":[{"surface":"groups","entityId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","title":"Rowing","excerpt":"Rowing","snippet":"<mark>Regatta</mark>","group":"all_words","rank":731204,"authorId":null}],"facets":[{"surface":"groups","documents":1,"isMore":false}],"corrections":[],"ignoredWords":[],"isComplete":true}""")]
public sealed class InspectSearch(Searcher searcher, AccountDirectory accounts)
    : IRpc<InspectSearch.Request, InspectSearch.Response>
{
    /// <summary>The user and the query.</summary>
    /// <param name="UserId">The user to search as.</param>
    /// <param name="Text">The text of the query.</param>
    /// <param name="Surface">The surface: directory, feed, jobs, groups, events, announcements, marketplace; null for
    /// all.</param>
    /// <param name="Syntax">The syntax of the text.</param>
    /// <param name="Limit">The maximum page size, 1 to 100.</param>
    public sealed record Request(
        Guid UserId,
        [property: Text(SearchText.MaxLength, TextKind.Query)] string Text,
        [property: Text(SurfaceName.MaxLength, TextKind.Id)] string? Surface = null,
        SearchSyntax Syntax = SearchSyntax.Plain,
        [property: PageSize] int Limit = 20);

    /// <summary>The results of the user.</summary>
    /// <param name="Tags">The user's audience tags.</param>
    /// <param name="Hits">The first page.</param>
    /// <param name="Facets">The number of documents with all words, by surface.</param>
    /// <param name="Corrections">The corrections of mistyped words.</param>
    /// <param name="IgnoredWords">Words that find nothing, such as "the".</param>
    /// <param name="IsComplete">False when the hits are the best of a part of the matches.</param>
    public sealed record Response(
        IReadOnlyList<string> Tags, IReadOnlyList<SearchHit> Hits, IReadOnlyList<SearchDocuments.Facet> Facets,
        IReadOnlyList<SearchDocuments.Correction> Corrections, IReadOnlyList<string> IgnoredWords, bool IsComplete);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        SearchText.Check(request.Text, request.Syntax);
        if (request.Surface is { } surface)
            SurfaceName.Check("surface", surface);
        if (await accounts.FindAsync(call.Db, request.UserId, ct) is null)
            throw FaultException.NotFound("user_not_found", "There is no account with this id.");

        var (tags, page) = await CallerAudience.ReadAsync(
            call.Db, request.UserId, async view => (view.Tags, await searcher.SearchAsync(call.Db, AsQuery(request, view), ct)), ct);

        call.Audit.Target("user", request.UserId).LookedFor(request.Text);
        return new(
            [.. tags.Select(tag => tag.Value)], page.Hits,
            [.. page.Facets!.Select(f => new SearchDocuments.Facet(f.Key, f.Value.Value, f.Value.IsMore))],
            [.. page.Corrections.Select(c => new SearchDocuments.Correction(c.Key, c.Value))], page.IgnoredWords, page.IsComplete);
    }

    static SearchQuery AsQuery(Request request, CallerView view) => new(request.Text, view.Tags)
    {
        ExcludedAuthors = view.Blocked,
        Surfaces = request.Surface is null ? null : [request.Surface],
        Syntax = request.Syntax,
        Limit = request.Limit,
        Facets = true,
        Caller = $"{request.UserId}",
    };
}
