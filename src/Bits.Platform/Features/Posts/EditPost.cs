using Bits.Jobs;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;
using Bits.Search;
using Bits.Shared;

namespace Bits.Platform.Features.Posts;

/// <summary>Gives the caller's own post another text. The earlier text stays in its history; users who are newly
/// mentioned are notified.</summary>
[Rpc(
    "posts.v1/EditPost", PostCapabilities.Use,
    Example = """{"postId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12","body":"Who comes to the regatta on Sunday?"}""",
    Answer = """{"version":2}""")]
public sealed class EditPost(PostGate gate, Mentions mentions, Indexer index, JobQueue jobs)
    : IRpc<EditPost.Request, EditPost.Response>
{
    /// <summary>The post and its new text.</summary>
    /// <param name="PostId">The post.</param>
    /// <param name="Body">The text in CommonMark.</param>
    /// <param name="Links">The links, as in CreatePost; null keeps the present ones.</param>
    public sealed record Request(
        Guid PostId,
        [property: Text(10_000)] string Body,
        [property: Text(PostLinks.MaxLength, TextKind.Line)] IReadOnlyList<string>? Links = null);

    /// <summary>The result.</summary>
    /// <param name="Version">The number of texts so far; unchanged for an equal text.</param>
    public sealed record Response(int Version);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var (post, rights) = await gate.HoldPostAsync(call, request.PostId, ct);
        rights.Require(PostCapabilities.Write);
        PostGate.RequireAuthor(call.Caller, post.AuthorId);
        var links = request.Links is null ? null : PostLinks.ToJson(PostLinks.Read(request.Links));

        call.Audit.Target("post", post.Id);
        if (await WriteAsync(call, post.Id, request.Body, links, ct) is not { } version)
        {
            call.Audit.If(changed: false);
            return new((await gate.GetPostAsync(call, post.Id, ct)).Post.Version);
        }

        var isNew = await mentions.WriteAsync(call.Db, new(post.Id, CommentId: null), post.Scope, request.Body, ct);
        await index.UpsertAsync(
            call.Db,
            PostDocument.Of(post.Id, post.Scope, post.AuthorId, request.Body, PostDocument.AudienceOf(rights.Facts)), ct);
        if (isNew)
            await jobs.EnqueueAsync(call.Db, new NotifyActivity(post.Id), PostsJson.Default.NotifyActivity, ct);
        return new(version);
    }

    // Waits for a removal or another edit that is under way; null: removed meanwhile, or nothing new. Without links those of
    // the locked row stay.
    static Task<int?> WriteAsync(
        RpcContext call, Guid postId, string body, string? links, CancellationToken ct)
    {
        const string sql = """
            with before as (
                select id, version, body
                from posts_post
                where id = $1 and removed_at is null and (body, links) is distinct from ($2, coalesce($3::jsonb, links))
                for update),
            kept as (
                insert into posts_edit (post_id, version, body, replaced_at)
                select id, version, body, $4 from before)
            update posts_post p
            set body = $2, links = coalesce($3::jsonb, p.links), edited_at = $4, version = p.version + 1
            from before
            where p.id = before.id
            returning p.version
            """;

        return call.Db.FindAsync(sql, [postId, body, links, call.Now], row => (int?)row.GetInt32(0), ct);
    }
}
