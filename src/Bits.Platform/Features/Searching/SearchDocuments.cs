using Bits.Platform.Auth;
using Bits.Platform.Features.Directory;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;
using Bits.Search;

namespace Bits.Platform.Features.Searching;

/// <summary>Finds the documents that the caller may see, the best first, including the latest commits and the latest
/// losses of rights. Leaves out members whom the caller has blocked. Finds people by what everyone sees of them, and counts
/// them among those of the day; directory.v1/ListPeople finds them by all that the caller sees.</summary>
[Rpc(
    "search.v1/Search", SearchCapabilities.Query, Reads = true, Rate = RateClass.Search, DeadlineSeconds = 5,
    Example = """{"text":"regatta \"sunday morning\" -goa","surfaces":["groups"],"limit":20,"syntax":"web","facets":true}""",
    Answer = """{"hits":[{"surface":"groups","entityId":"post:0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12","title":"Who comes to the regatta?","excerpt":"Who comes to the regatta? We meet on Sunday morning.","snippet":"Who comes to the <mark>regatta</mark>? We meet on <mark>Sunday</mark> <mark>morning</mark>.","group":"all_words","rank":731204,"authorId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","authorName":"Asha Rao","scope":"group:0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","scopeName":"Rowing","createdAt":"2026-11-23T18:00:00Z","address":"/posts/0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12"}],"nextCursor":null,"hasSearchableWords":true,"ignoredWords":[],"corrections":[],"isComplete":true,"newSince":0,"facets":[{"surface":"groups","documents":1,"isMore":false}]}""")]
public sealed class SearchDocuments(Searcher searcher, HitViews hits, PeopleSeen seen)
    : IRpc<SearchDocuments.Request, SearchDocuments.Response>
{
    /// <summary>The query.</summary>
    /// <param name="Text">The text of the query, up to 32 words. Documents with all words come first, then those with
    /// some.</param>
    /// <param name="Surfaces">The surfaces: directory, feed, jobs, groups, events, announcements, marketplace. Default:
    /// all.</param>
    /// <param name="Limit">The maximum page size, 1 to 100.</param>
    /// <param name="Cursor">The nextCursor of the previous page; null for the first page.</param>
    /// <param name="Syntax">The syntax. plain: signs have no meaning. web: "in this order", -without, this OR that, at
    /// most sixteen times.</param>
    /// <param name="SomeWords">Whether documents with some of the words follow those with all.</param>
    /// <param name="LastWordIsPrefix">Whether the last word is still being typed: from two letters on it also finds
    /// title words with this prefix.</param>
    /// <param name="Facets">Whether to count the documents with all words, by surface.</param>
    public sealed record Request(
        [property: Text(SearchText.MaxLength, TextKind.Query)] string Text,
        [property: Text(SurfaceName.MaxLength, TextKind.Id)] IReadOnlyList<string>? Surfaces = null,
        [property: PageSize] int Limit = 20,
        [property: PageCursor] string? Cursor = null,
        SearchSyntax Syntax = SearchSyntax.Plain,
        bool SomeWords = true,
        bool LastWordIsPrefix = false,
        bool Facets = false) : IWeighedRequest
    {
        int IWeighedRequest.Weight => SearchText.Weight(Text, Syntax, Facets);
    }

    /// <summary>A page.</summary>
    /// <param name="Hits">The hits.</param>
    /// <param name="NextCursor">The cursor of the next page; null on the last page.</param>
    /// <param name="HasSearchableWords">False when the text has only words such as "the", which the search ignores.</param>
    /// <param name="IgnoredWords">The ignored words, such as "the".</param>
    /// <param name="Corrections">The corrections of mistyped words, when no document has the words as typed.</param>
    /// <param name="IsComplete">False when the hits are the best of a part of the matches.</param>
    /// <param name="NewSince">The number of matches written since the first page, up to 100; these pages omit them.</param>
    /// <param name="Facets">The number of documents with all words, by surface; null unless requested.</param>
    public sealed record Response(
        IReadOnlyList<HitView> Hits, string? NextCursor, bool HasSearchableWords, IReadOnlyList<string> IgnoredWords,
        IReadOnlyList<Correction> Corrections, bool IsComplete, int NewSince, IReadOnlyList<Facet>? Facets);

    /// <summary>A correction.</summary>
    /// <param name="Word">The word as typed.</param>
    /// <param name="TakenFor">The corrected word.</param>
    public sealed record Correction(string Word, string TakenFor);

    /// <summary>The number of documents on a surface.</summary>
    /// <param name="Surface">The surface.</param>
    /// <param name="Documents">The number, exact up to 1,000.</param>
    /// <param name="IsMore">Whether there are more.</param>
    public sealed record Facet(string Surface, int Documents, bool IsMore);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        SearchText.Check(request.Text, request.Syntax);
        SurfaceName.CheckAll(request.Surfaces);

        var (page, views) = await CallerAudience.ReadAsync(
            call.Db, call.Caller.UserId, async view =>
            {
                var found = await SearchAsync(call, AsQuery(request, call, view), ct);
                return (found, await hits.ListAsync(call.Db, found.Hits, ct));
            }, ct);

        // A list of people by another name: it would else copy the directory.
        await seen.CountAsync(
            call.Caller.UserId, [.. page.Hits.Where(hit => hit.Surface == Surfaces.Directory).Select(hit => Guid.Parse(hit.EntityId))], ct);
        return new(
            views, page.Next, page.HasSearchableWords, page.IgnoredWords,
            [.. page.Corrections.Select(c => new Correction(c.Key, c.Value))], page.IsComplete, page.NewSince,
            page.Facets is null ? null : [.. page.Facets.Select(f => new Facet(f.Key, f.Value.Value, f.Value.IsMore))]);
    }

    static SearchQuery AsQuery(Request request, RpcContext call, CallerView view) => new(request.Text, view.Tags)
    {
        ExcludedAuthors = view.Blocked,
        Surfaces = request.Surfaces,
        Limit = request.Limit,
        After = request.Cursor,
        Syntax = request.Syntax,
        SomeWords = request.SomeWords,
        LastWordIsPrefix = request.LastWordIsPrefix,
        Facets = request.Facets,
        Caller = $"{call.Caller.UserId}",
    };

    async Task<SearchPage> SearchAsync(RpcContext call, SearchQuery query, CancellationToken ct)
    {
        try
        {
            return await searcher.SearchAsync(call.Db, query, ct);
        }
        catch (SearchCursorException)
        {
            throw FaultException.InvalidArgument(
                "cursor", "does not belong to this call; send none for the first page, then the answer's nextCursor.");
        }
    }
}
