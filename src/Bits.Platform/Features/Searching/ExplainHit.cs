using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;
using Bits.Search;

namespace Bits.Platform.Features.Searching;

/// <summary>Explains why the caller finds a document, or why not: the matching words, and the audiences that admit the
/// caller. Of a member whom the caller has blocked it says only that.</summary>
[Rpc(
    "search.v1/Explain", SearchCapabilities.Query, Reads = true, Rate = RateClass.Search, DeadlineSeconds = 5,
    Example = """{"text":"regatta","surface":"groups","entityId":"post:0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12"}""",
    Answer = """{"explanation":{"group":"all_words","rank":731204,"admittedBy":["institute"],"words":[{"text":"regatta","matches":[{"kind":"word","term":"regatta","inTitle":1,"inBody":2,"weight":5.2}]}],"excluded":[],"ignoredWords":[],"length":12,"boost":1.1,"isAuthorExcluded":false}}""")]
public sealed class ExplainHit(Searcher searcher) : IRpc<ExplainHit.Request, ExplainHit.Response>
{
    /// <summary>The document and the text.</summary>
    /// <param name="Text">The text of the query.</param>
    /// <param name="Surface">The surface of the document.</param>
    /// <param name="EntityId">The id on the surface.</param>
    /// <param name="Syntax">The syntax of the text.</param>
    public sealed record Request(
        [property: Text(SearchText.MaxLength, TextKind.Query)] string Text,
        [property: Text(SurfaceName.MaxLength, TextKind.Id)] string Surface,
        [property: Text(200, TextKind.Id)] string EntityId,
        SearchSyntax Syntax = SearchSyntax.Plain);

    /// <summary>The explanation.</summary>
    /// <param name="Explanation">The matches and their weights.</param>
    public sealed record Response(SearchExplanation Explanation);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        SearchText.Check(request.Text, request.Syntax);
        SurfaceName.Check("surface", request.Surface);

        var explanation = await CallerAudience.ReadAsync(
            call.Db, call.Caller.UserId,
            view => searcher.ExplainAsync(
                call.Db, new(request.Text, view.Tags) { Syntax = request.Syntax, ExcludedAuthors = view.Blocked },
                request.Surface, request.EntityId, ct), ct);

        return explanation is not null
            ? new(explanation)
            : throw FaultException.NotFound("document_not_found", "There is no such document, or it is hidden from you. Check the surface and the id.");
    }
}
