using Bits.Jobs;
using Bits.Membership;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Search;
using Bits.Shared;

namespace Bits.Platform.Features.Groups;

/// <summary>Publishes a post to the members of a group: findable at once, notified in the background.</summary>
[Rpc(
    "groups.v1/PostToGroup", Capabilities.GroupsPost,
    Example = """{"groupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","body":"Who comes to the regatta?"}""",
    Answer = """{"postId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12"}""")]
public sealed class PostToGroup(Indexer index, JobQueue jobs) : IRpc<PostToGroup.Request, PostToGroup.Response>
{
    /// <summary>What to post, and where.</summary>
    /// <param name="GroupId">The group.</param>
    /// <param name="Body">The text.</param>
    public sealed record Request(Guid GroupId, [property: Text(10_000)] string Body) : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.Group(GroupId);
    }

    /// <summary>The post.</summary>
    /// <param name="PostId">Its id.</param>
    public sealed record Response(Guid PostId);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var group = await Group.GetAsync(call.Db, request.GroupId, ct);
        var postId = Guid.CreateVersion7(call.Now);

        await InsertPostAsync(postId, request, call, ct);
        await index.UpsertAsync(call.Db, GroupPost.AsDocument(postId, request.Body, group), ct);
        await jobs.EnqueueAsync(call.Db, new NotifyGroup(postId), GroupsJson.Default.NotifyGroup, ct);

        call.Audit.Target("post", postId);
        return new(postId);
    }

    static Task InsertPostAsync(Guid id, Request request, RpcContext call, CancellationToken ct)
    {
        const string sql = """
            insert into groups_post (id, group_id, author_id, body, created_at)
            values ($1, $2, $3, $4, $5)
            """;

        return call.Db.ExecuteAsync(sql, [id, request.GroupId, call.Caller.UserId, request.Body, call.Now], ct);
    }
}
