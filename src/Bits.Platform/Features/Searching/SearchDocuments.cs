using System.ComponentModel.DataAnnotations;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Search;

namespace Bits.Platform.Features.Searching;

/// <summary>Finds what the caller may see, the best first: what was written a moment ago, and nothing that was taken
/// from them a moment ago.</summary>
[Rpc(
    "search.v1/Search", Capabilities.SearchQuery, Reads = true, Rate = RateClass.Search,
    Example = """{"text":"regatta","surfaces":["groups"],"limit":20}""")]
public sealed class SearchDocuments(Searcher searcher, CallerAudience audience)
    : IRpc<SearchDocuments.Request, SearchDocuments.Response>
{
    /// <summary>What to find.</summary>
    /// <param name="Text">Plain words; a document must have all of them.</param>
    /// <param name="Surfaces">Where: directory, feed, jobs, groups, events, announcements, marketplace; default
    /// everywhere.</param>
    /// <param name="Limit">The longest page, 1 to 100.</param>
    /// <param name="Cursor">The nextCursor of the page before; nothing for the first page.</param>
    public sealed record Request(
        [property: Text(256)] string Text,
        IReadOnlyList<string>? Surfaces = null,
        [property: Range(1, 100, ErrorMessage = "must be 1 to 100.")] int Limit = 20,
        string? Cursor = null);

    /// <summary>A page.</summary>
    /// <param name="Hits">What was found.</param>
    /// <param name="NextCursor">Leads to the next page; null on the last one.</param>
    /// <param name="HasSearchableWords">False where the text has only words such as "the", which find nothing.</param>
    public sealed record Response(IReadOnlyList<SearchHit> Hits, string? NextCursor, bool HasSearchableWords);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        if (request.Surfaces?.Except(Surfaces.All).FirstOrDefault() is { } unknown)
            throw FaultException.InvalidArgument(
                "surfaces", $"'{unknown}' is none; use {string.Join(", ", Surfaces.All)}.");

        var tags = await audience.TagsAsync(call.Db, call.Caller, ct);
        var page = await SearchAsync(
            call,
            new(request.Text, tags)
            {
                Surfaces = request.Surfaces,
                Limit = request.Limit,
                After = request.Cursor,
                Caller = $"{call.Caller.UserId}",
            }, ct);

        return new(page.Hits, page.Next, page.HasSearchableWords);
    }

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
