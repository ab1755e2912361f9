using Bits.Membership;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;

namespace Bits.Platform.Features.Posts;

/// <summary>Shows a post as its readers would see it, before it is published. Stores nothing of it.</summary>
/// <remarks>Answers to POST: a text may be too long for an address, and does not belong into the logs of servers.</remarks>
[Rpc(
    "posts.v1/PreviewPost", PostCapabilities.Write, Rate = RateClass.Read,
    Example = """{"scope":"group:0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","body":"Who comes to the **regatta**, @asha.rao?"}""",
    Answer = """{"rendered":"<p>Who comes to the <strong>regatta</strong>, @asha.rao?</p>","links":[],"mentions":[{"userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","username":"asha.rao","name":"Asha Rao"}]}""")]
public sealed class PreviewPost(Mentions mentions) : IRpc<PreviewPost.Request, PreviewPost.Response>
{
    /// <summary>The post and its scope, as for posts.v1/CreatePost.</summary>
    /// <param name="Scope">The scope, such as batch:2018.</param>
    /// <param name="Body">The text in CommonMark. An @name mentions a user who may read the post.</param>
    /// <param name="Links">The links, at most four: each an http or https address, then optionally a blank and a
    /// title.</param>
    public sealed record Request(
        [property: Text(ScopeTextAttribute.MaxLength, TextKind.Id), ScopeText] string Scope,
        [property: Text(10_000)] string Body,
        [property: Text(PostLinks.MaxLength, TextKind.Line)] IReadOnlyList<string>? Links = null) : IScopedRequest
    {
        Scope IScopedRequest.Scope => Bits.Membership.Scope.Parse(Scope);
    }

    /// <summary>The preview.</summary>
    /// <param name="Rendered">The text as safe HTML.</param>
    /// <param name="Links">The links.</param>
    /// <param name="Mentions">The users whom the post would mention and notify.</param>
    public sealed record Response(string Rendered, IReadOnlyList<PostLink> Links, IReadOnlyList<MentionedUser> Mentions);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var links = PostLinks.Read(request.Links);
        var mentioned = await mentions.PreviewAsync(call.Db, call.Scope, request.Body, ct);

        call.Audit.If(false);
        return new(RichText.ToHtml(request.Body, mentioned), links, [.. mentioned.Values.DistinctBy(user => user.UserId)]);
    }
}
