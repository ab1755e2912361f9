using Bits.Membership;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;

namespace Bits.Platform.Features.Posts;

/// <summary>Publishes a post to the members of a scope: findable at once, notified in the background.</summary>
[Rpc(
    "posts.v1/CreatePost", PostCapabilities.Write,
    Example = """{"scope":"group:0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","body":"Who comes to the **regatta**, @asha.rao?","links":["https://example.org/regatta The regatta"]}""",
    Answer = """{"postId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12"}""")]
public sealed class CreatePost(ScopePosts posts) : IRpc<CreatePost.Request, CreatePost.Response>
{
    /// <summary>The post and its scope.</summary>
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

    /// <summary>The post.</summary>
    /// <param name="PostId">The id.</param>
    public sealed record Response(Guid PostId);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var links = PostLinks.Read(request.Links);
        var postId = await posts.PublishAsync(call, request.Body, links, ct);

        call.Audit.Target("post", postId);
        return new(postId);
    }
}
