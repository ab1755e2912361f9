using System.ComponentModel.DataAnnotations;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;
using Bits.Search;

namespace Bits.Platform.Features.Searching;

/// <summary>Finds what the caller may see, the best first: what was written a moment ago, and nothing that was taken
/// from them a moment ago.</summary>
[Rpc(
    "search.v1/Search", Capabilities.SearchQuery, Reads = true, Rate = RateClass.Search, DeadlineSeconds = 5,
    Example = """{"text":"regatta \"sunday morning\" -goa","surfaces":["groups"],"limit":20,"syntax":"web","facets":true}""",
    Answer = """{"hits":[{"surface":"groups","entityId":"post:0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12","title":"Who comes to the regatta?","excerpt":"Who comes to the regatta? We meet on Sunday morning.","snippet":"Who comes to the <mark>regatta</mark>? We meet on <mark>Sunday</mark> <mark>morning</mark>.","group":"all_words","rank":731204}],"nextCursor":null,"hasSearchableWords":true,"ignoredWords":[],"corrections":[],"isComplete":true,"newSince":0,"facets":[{"surface":"groups","documents":1,"isMore":false}]}""")]
public sealed class SearchDocuments(Searcher searcher, CallerAudience audience)
    : IRpc<SearchDocuments.Request, SearchDocuments.Response>
{
    /// <summary>What to find.</summary>
    /// <param name="Text">What to look for, up to 32 words. Documents with all of them come first, then those with some.
    /// </param>
    /// <param name="Surfaces">Where: directory, feed, jobs, groups, events, announcements, marketplace; default
    /// everywhere.</param>
    /// <param name="Limit">The longest page, 1 to 100.</param>
    /// <param name="Cursor">The nextCursor of the page before; nothing for the first page.</param>
    /// <param name="Syntax">plain: signs mean nothing. web: "in this order", -without, this OR that, at most sixteen times.
    /// </param>
    /// <param name="SomeWords">Whether documents with some of the words follow those with all.</param>
    /// <param name="LastWordIsPrefix">Whether the last word is still being typed: it also finds titles with words that begin
    /// so, from two letters on.</param>
    /// <param name="Facets">Whether to count what has all the words, by surface.</param>
    public sealed record Request(
        [property: Text(SearchText.MaxLength, TextKind.Query)] string Text,
        [property: Text(SurfaceName.MaxLength, TextKind.Id)] IReadOnlyList<string>? Surfaces = null,
        [property: Range(1, 100, ErrorMessage = "must be 1 to 100.")] int Limit = 20,
        [property: Text(PageCursors.MaxLength, TextKind.Id)] string? Cursor = null,
        SearchSyntax Syntax = SearchSyntax.Plain,
        bool SomeWords = true,
        bool LastWordIsPrefix = false,
        bool Facets = false) : IWeighedRequest
    {
        int IWeighedRequest.Weight => SearchText.Weight(Text, Syntax, Facets);
    }

    /// <summary>A page.</summary>
    /// <param name="Hits">What was found.</param>
    /// <param name="NextCursor">Leads to the next page; null on the last one.</param>
    /// <param name="HasSearchableWords">False where the text has only words such as "the", which find nothing.</param>
    /// <param name="IgnoredWords">Words of the text that find nothing, such as "the".</param>
    /// <param name="Corrections">What mistyped words were taken for, where nothing has them as they were typed.</param>
    /// <param name="IsComplete">False where so much fits that the hits are the best of a part of it.</param>
    /// <param name="NewSince">How much that fits was written since the first page, up to 100; it is not in these pages.</param>
    /// <param name="Facets">How much has all the words, by surface; null unless asked for.</param>
    public sealed record Response(
        IReadOnlyList<SearchHit> Hits, string? NextCursor, bool HasSearchableWords, IReadOnlyList<string> IgnoredWords,
        IReadOnlyList<Correction> Corrections, bool IsComplete, int NewSince, IReadOnlyList<Facet>? Facets);

    /// <summary>A mistyped word.</summary>
    /// <param name="Word">As it was typed.</param>
    /// <param name="TakenFor">What it was taken for.</param>
    public sealed record Correction(string Word, string TakenFor);

    /// <summary>How much there is on a surface.</summary>
    /// <param name="Surface">Where.</param>
    /// <param name="Documents">Exact up to 1,000.</param>
    /// <param name="IsMore">Whether there are more.</param>
    public sealed record Facet(string Surface, int Documents, bool IsMore);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        SearchText.Check(request.Text, request.Syntax);
        SurfaceName.CheckAll(request.Surfaces);

        var page = await audience.ReadAsync(
            call.Db, call.Caller.UserId, tags => SearchAsync(call, AsQuery(request, call, tags), ct), ct);

        return new(
            page.Hits, page.Next, page.HasSearchableWords, page.IgnoredWords,
            [.. page.Corrections.Select(c => new Correction(c.Key, c.Value))], page.IsComplete, page.NewSince,
            page.Facets is null ? null : [.. page.Facets.Select(f => new Facet(f.Key, f.Value.Value, f.Value.IsMore))]);
    }

    static SearchQuery AsQuery(Request request, RpcContext call, IReadOnlyList<AudienceTag> tags) => new(request.Text, tags)
    {
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
                "cursor", "does not belong to this call; send nothing for the first page, then the answer's nextCursor.");
        }
    }
}
