using System.ComponentModel.DataAnnotations;
using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;
using Bits.Search;

namespace Bits.Platform.Features.Searching;

/// <summary>Searches as somebody else would, for whoever has to find out why they find what they find. It shows what is
/// theirs to see, so it leaves an event in the audit log though it writes nothing.</summary>
[Rpc(
    "search.v1/InspectSearch", Capabilities.SearchInspect, Shows = true, Audit = AuditClass.Admin, Rate = RateClass.Search,
    Example = """{"userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","text":"regatta","limit":20}""",
    Answer = """{"tags":["institute","batch:2018"],"hits":[{"surface":"groups","entityId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","title":"Rowing","excerpt":"Rowing","snippet":"<mark>Regatta</mark>","group":"all_words","rank":731204}],"facets":[{"surface":"groups","documents":1,"isMore":false}],"corrections":[],"ignoredWords":[],"isComplete":true}""")]
public sealed class InspectSearch(Searcher searcher, AccountDirectory accounts, CallerAudience audience)
    : IRpc<InspectSearch.Request, InspectSearch.Response>
{
    /// <summary>Who is to look for what.</summary>
    /// <param name="UserId">As whom.</param>
    /// <param name="Text">What to find.</param>
    /// <param name="Surface">Where: directory, feed, jobs, groups, events, announcements, marketplace; nothing: everywhere.
    /// </param>
    /// <param name="Syntax">How the text is read.</param>
    /// <param name="Limit">The longest page, 1 to 100.</param>
    public sealed record Request(
        Guid UserId,
        [property: Text(SearchText.MaxLength, TextKind.Query)] string Text,
        [property: Text(SurfaceName.MaxLength, TextKind.Id)] string? Surface = null,
        SearchSyntax Syntax = SearchSyntax.Plain,
        [property: Range(1, 100, ErrorMessage = "must be 1 to 100.")] int Limit = 20);

    /// <summary>What they find.</summary>
    /// <param name="Tags">The audience tags that they hold.</param>
    /// <param name="Hits">The first page.</param>
    /// <param name="Facets">How much has all the words, by surface.</param>
    /// <param name="Corrections">What mistyped words were taken for.</param>
    /// <param name="IgnoredWords">Words that find nothing, such as "the".</param>
    /// <param name="IsComplete">False where the hits are the best of a part of what fits.</param>
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

        var (tags, page) = await audience.ReadAsync(
            call.Db, request.UserId, async held => (held, await searcher.SearchAsync(call.Db, AsQuery(request, held), ct)), ct);

        call.Audit.Target("user", request.UserId).LookedFor(request.Text);
        return new(
            [.. tags.Select(tag => tag.Value)], page.Hits,
            [.. page.Facets!.Select(f => new SearchDocuments.Facet(f.Key, f.Value.Value, f.Value.IsMore))],
            [.. page.Corrections.Select(c => new SearchDocuments.Correction(c.Key, c.Value))], page.IgnoredWords, page.IsComplete);
    }

    static SearchQuery AsQuery(Request request, IReadOnlyList<AudienceTag> tags) => new(request.Text, tags)
    {
        Surfaces = request.Surface is null ? null : [request.Surface],
        Syntax = request.Syntax,
        Limit = request.Limit,
        Facets = true,
        Caller = $"{request.UserId}",
    };
}
