using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;
using Bits.Search;

namespace Bits.Platform.Features.Searching;

/// <summary>Why somebody finds a document, or why they do not.</summary>
public enum DocumentVerdict
{
    /// <summary>They find it.</summary>
    Found,

    /// <summary>There is no such document in the index.</summary>
    NotIndexed,

    /// <summary>It bears none of the tags that they hold.</summary>
    NotForThem,

    /// <summary>It has none of the words.</summary>
    NoneOfTheWords,

    /// <summary>It has a word that they left out.</summary>
    Excluded,
}

/// <summary>Says why somebody finds a document, or why not: not indexed, not for them, or without the words. Leaves an
/// event in the audit log though it writes nothing.</summary>
[Rpc(
    "search.v1/InspectDocument", Capabilities.SearchInspect, Shows = true, Audit = AuditClass.Admin, Rate = RateClass.Search,
    Example = """{"userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","text":"regatta","surface":"groups","entityId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10"}""",
    Answer = """{"verdict":"not_for_them","heldTags":["institute"],"documentTags":["group:0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10"],"explanation":null}""")]
public sealed class InspectDocument(Searcher searcher, AccountDirectory accounts, CallerAudience audience)
    : IRpc<InspectDocument.Request, InspectDocument.Response>
{
    /// <summary>Who does or does not find what.</summary>
    /// <param name="UserId">Who.</param>
    /// <param name="Text">With what.</param>
    /// <param name="Surface">The surface of the document.</param>
    /// <param name="EntityId">Its id there.</param>
    /// <param name="Syntax">How the text is read.</param>
    public sealed record Request(
        Guid UserId,
        [property: Text(SearchText.MaxLength, TextKind.Query)] string Text,
        [property: Text(SurfaceName.MaxLength, TextKind.Id)] string Surface,
        [property: Text(200, TextKind.Id)] string EntityId,
        SearchSyntax Syntax = SearchSyntax.Plain);

    /// <summary>Why.</summary>
    /// <param name="Verdict">In a word.</param>
    /// <param name="HeldTags">The tags that they hold.</param>
    /// <param name="DocumentTags">The tags of the document: one of them has to be held.</param>
    /// <param name="Explanation">How it fits the words, as whoever may see it would find it; null where it is not indexed.
    /// </param>
    public sealed record Response(
        DocumentVerdict Verdict, IReadOnlyList<string> HeldTags, IReadOnlyList<string> DocumentTags, SearchExplanation? Explanation);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        SearchText.Check(request.Text, request.Syntax);
        SurfaceName.Check("surface", request.Surface);
        if (await accounts.FindAsync(call.Db, request.UserId, ct) is null)
            throw FaultException.NotFound("user_not_found", "There is no account with this id.");

        var held = await audience.TagsAsync(call.Db, request.UserId, ct);
        var borne = await searcher.FindTagsAsync(call.Db, request.Surface, request.EntityId, ct);
        var explanation = borne is null ? null : await searcher.ExplainAsync(
            call.Db, new(request.Text, borne) { Syntax = request.Syntax },
            request.Surface, request.EntityId, ct);

        call.Audit.Target("user", request.UserId).LookedFor($"{request.Surface}:{request.EntityId} {request.Text}");
        return new(
            Verdict(held, borne ?? [], explanation), [.. held.Select(tag => tag.Value)], [.. (borne ?? []).Select(tag => tag.Value)],
            explanation);
    }

    static DocumentVerdict Verdict(
        IReadOnlyList<AudienceTag> held, IReadOnlyList<AudienceTag> borne, SearchExplanation? explanation) => explanation switch
        {
            null => DocumentVerdict.NotIndexed,
            _ when !held.Intersect(borne).Any() => DocumentVerdict.NotForThem,
            { Excluded.Count: > 0 } => DocumentVerdict.Excluded,
            { Group: null } => DocumentVerdict.NoneOfTheWords,
            _ => DocumentVerdict.Found,
        };
}
