using Bits.Pages.Hosting;
using Bits.Platform.Features.Posts;
using Bits.Platform.Rpc;

namespace Bits.Web.Features.Posts;

/// <summary>Shows a post with its comments. The address of a comment leads to its post.</summary>
sealed class PostScreen(PageCalls calls) : IScreen
{
    const int PageSize = 30;

    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var id = Guid.TryParse(call.Route("id"), out var given) ? given : throw NoPost();
        if (await FindAsync(call, id, ct) is not { } post)
            return await FindPostOfAsync(call, id, ct) is { } of
                ? View.Redirect($"{call.Root}/posts/{of}#comment-{id}")
                : throw NoPost();

        var comments = await calls.InvokeAsync<ListComments.Response>(
            "posts.v1/ListComments", new ListComments.Request(id, Limit: PageSize, Cursor: call.Text("after")), call.User, ct);
        return View.Of<PostPage, PostModel>($"Post in {post.ScopeName}", new(post, comments));
    }

    async Task<PostView?> FindAsync(ScreenCall call, Guid id, CancellationToken ct) =>
        (await calls.FindAsync<GetPost.Response>("posts.v1/GetPost", new GetPost.Request(id), call.User, ct))?.Post;

    async Task<Guid?> FindPostOfAsync(ScreenCall call, Guid commentId, CancellationToken ct) =>
        (await calls.FindAsync<GetComment.Response>("posts.v1/GetComment", new GetComment.Request(commentId), call.User, ct))?.Comment.PostId;

    static FaultException NoPost() =>
        ScreenCall.NotThere("There is no such post. It may have been removed, or is hidden from you.");
}

/// <summary>The model of a post's page.</summary>
/// <param name="Post">The post.</param>
/// <param name="Comments">A page of its comments.</param>
public sealed record PostModel(PostView Post, ListComments.Response Comments);
