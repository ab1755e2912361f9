using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;
using Bits.Search;

namespace Bits.Platform.Features.Searching;

/// <summary>Lists why a user finds a document, or why not.</summary>
public enum DocumentVerdict
{
    /// <summary>The user finds it.</summary>
    Found,

    /// <summary>The index has no such document.</summary>
    NotIndexed,

    /// <summary>The document has none of the user's tags.</summary>
    NotForThem,

    /// <summary>The document has none of the words.</summary>
    NoneOfTheWords,

    /// <summary>The document has an excluded word.</summary>
    Excluded,

    /// <summary>The search leaves the document out for the user. Only they can learn why.</summary>
    LeftOut,
}

/// <summary>Explains why a user finds a document, or why not: not indexed, hidden, or without the words. Leaves an
/// event in the audit log although it writes nothing.</summary>
[Rpc(
    "search.v1/InspectDocument", SearchCapabilities.Inspect, Shows = true, Audit = AuditClass.Admin, Rate = RateClass.Search,
    Example = """{"userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","text":"regatta","surface":"groups","entityId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10"}""",
    Answer = """{"verdict":"not_for_them","heldTags":["institute"],"documentTags":["group:0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10"],"explanation":null}""")]
public sealed class InspectDocument(Searcher searcher, AccountDirectory accounts)
    : IRpc<InspectDocument.Request, InspectDocument.Response>
{
    /// <summary>The user, the query and the document.</summary>
    /// <param name="UserId">The user.</param>
    /// <param name="Text">The text of the query.</param>
    /// <param name="Surface">The surface of the document.</param>
    /// <param name="EntityId">The id on the surface.</param>
    /// <param name="Syntax">The syntax of the text.</param>
    public sealed record Request(
        Guid UserId,
        [property: Text(SearchText.MaxLength, TextKind.Query)] string Text,
        [property: Text(SurfaceName.MaxLength, TextKind.Id)] string Surface,
        [property: Text(200, TextKind.Id)] string EntityId,
        SearchSyntax Syntax = SearchSyntax.Plain);

    /// <summary>The explanation.</summary>
    /// <param name="Verdict">The verdict.</param>
    /// <param name="HeldTags">The user's tags.</param>
    /// <param name="DocumentTags">The document's tags, of which the user needs one.</param>
    /// <param name="Explanation">The matches; null when the document is not indexed or left out.</param>
    public sealed record Response(
        DocumentVerdict Verdict, IReadOnlyList<string> HeldTags, IReadOnlyList<string> DocumentTags, SearchExplanation? Explanation);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        SearchText.Check(request.Text, request.Syntax);
        SurfaceName.Check("surface", request.Surface);
        if (await accounts.FindAsync(call.Db, request.UserId, ct) is null)
            throw FaultException.NotFound("user_not_found", "There is no account with this id.");

        var view = await CallerAudience.ViewAsync(call.Db, request.UserId, ct);
        var borne = await searcher.FindTagsAsync(call.Db, request.Surface, request.EntityId, ct);
        var explanation = borne is null ? null : await searcher.ExplainAsync(
            call.Db, new(request.Text, borne) { Syntax = request.Syntax, ExcludedAuthors = view.Blocked },
            request.Surface, request.EntityId, ct);

        call.Audit.Target("user", request.UserId).LookedFor($"{request.Surface}:{request.EntityId} {request.Text}");
        return new(
            Verdict(view.Tags, borne ?? [], explanation), [.. view.Tags.Select(tag => tag.Value)],
            [.. (borne ?? []).Select(tag => tag.Value)], explanation is { IsAuthorExcluded: true } ? null : explanation);
    }

    static DocumentVerdict Verdict(
        IReadOnlyList<AudienceTag> held, IReadOnlyList<AudienceTag> borne, SearchExplanation? explanation) => explanation switch
        {
            null => DocumentVerdict.NotIndexed,
            _ when !held.Intersect(borne).Any() => DocumentVerdict.NotForThem,
            { IsAuthorExcluded: true } => DocumentVerdict.LeftOut,
            { Excluded.Count: > 0 } => DocumentVerdict.Excluded,
            { Group: null } => DocumentVerdict.NoneOfTheWords,
            _ => DocumentVerdict.Found,
        };
}
