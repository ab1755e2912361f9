using Bits.Membership;
using Bits.Platform.Features.Posts;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Groups;

/// <summary>Publishes a post to the members of a group: findable at once, notified in the background.</summary>
[Rpc(
    "groups.v1/PostToGroup", GroupCapabilities.Post,
    Example = """{"groupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","body":"Who comes to the regatta?"}""",
    Answer = """{"postId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12"}""")]
public sealed class PostToGroup(ScopePosts posts) : IRpc<PostToGroup.Request, PostToGroup.Response>
{
    /// <summary>The post and its group.</summary>
    /// <param name="GroupId">The group.</param>
    /// <param name="Body">The text.</param>
    public sealed record Request(Guid GroupId, [property: Text(10_000)] string Body) : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.Group(GroupId);
    }

    /// <summary>The post.</summary>
    /// <param name="PostId">The id.</param>
    public sealed record Response(Guid PostId);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var postId = await posts.PublishAsync(call, request.Body, links: [], ct);

        call.Audit.Target("post", postId);
        return new(postId);
    }
}
