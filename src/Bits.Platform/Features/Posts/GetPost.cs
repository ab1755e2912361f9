using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Posts;

/// <summary>Returns a post. A removed one stays as a placeholder while it has comments.</summary>
[Rpc(
    "posts.v1/GetPost", PostCapabilities.Use, Reads = true,
    Example = """{"postId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12"}""",
    Answer = """{"post":{"postId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12","scope":"batch:2018","scopeName":"Batch of 2018","authorId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","authorName":"Asha Rao","body":"Who comes to the **regatta**?","rendered":"<p>Who comes to the <strong>regatta</strong>?</p>","links":[],"createdAt":"2026-11-23T18:00:00Z","editedAt":null,"isPinned":false,"isRemoved":false,"commentCount":2,"reactions":[{"kind":"like","count":3}],"ownReaction":"like","can":["report","react","comment"]}}""")]
public sealed class GetPost(PostGate gate, PostViews views) : IRpc<GetPost.Request, GetPost.Response>
{
    /// <summary>The post.</summary>
    /// <param name="PostId">The id.</param>
    public sealed record Request(Guid PostId);

    /// <summary>The post.</summary>
    /// <param name="Post">The post, as the caller sees it.</param>
    public sealed record Response(PostView Post);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var (post, rights) = await gate.FindPostAsync(call, request.PostId, ct);
        if (post is { RemovedAt: not null, Comments: 0 })
            throw PostGate.NoPost(post.Id);

        return new((await views.ListAsync(call.Db, [post], _ => rights, call.Caller.UserId, ct))[0]);
    }
}
