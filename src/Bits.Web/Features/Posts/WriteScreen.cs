using Bits.Pages.Hosting;
using Bits.Platform.Features.Posts;
using Bits.Platform.Rpc;
using Microsoft.AspNetCore.Http;

namespace Bits.Web.Features.Posts;

/// <summary>Writes a post: with links, and a preview before it is published.</summary>
sealed class WriteScreen(PageCalls calls, WritableScopes scopes) : IFormScreen
{
    /// <summary>The field that says which button was pressed.</summary>
    public const string Act = "_act";

    /// <summary>The button that shows the preview; any other publishes.</summary>
    public const string Preview = "preview";

    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct) =>
        Show(new(await scopes.ListAsync(call.User, ct), call.Text("scope"), call.Text("body") ?? "", []));

    public async Task<View> SubmitAsync(ScreenCall call, IFormCollection form, CancellationToken ct)
    {
        string[] links = [.. form["links"].Select(link => link ?? "").Where(link => link.Trim().Length > 0)];
        var (scope, body) = (form["scope"].ToString(), form["body"].ToString());
        try
        {
            if (form[Act] != Preview)
                return await PublishAsync(call, form, new(scope, body, links), ct);

            var preview = await calls.InvokeAsync<PreviewPost.Response>(
                "posts.v1/PreviewPost", new PreviewPost.Request(scope, body, links), call.User, ct);
            return Show(new(await scopes.ListAsync(call.User, ct), scope, body, links) { Preview = preview, Next = form["_next"] });
        }
        catch (FaultException fault) when (fault.Code is not FaultCode.Unauthenticated)
        {
            var refused = new WriteModel(await scopes.ListAsync(call.User, ct), scope, body, links) { Fault = fault.Message, Next = form["_next"] };
            return Show(refused) with { Status = StatusCodes.Status422UnprocessableEntity };
        }
    }

    async Task<View> PublishAsync(ScreenCall call, IFormCollection form, CreatePost.Request post, CancellationToken ct)
    {
        var published = await calls.InvokeAsync<CreatePost.Response>(
            "posts.v1/CreatePost", post, call.User, form["_key"].ToString() is { Length: > 0 } key ? key : null, ct);
        var next = form["_next"].ToString() is { Length: > 0 } given ? given : $"{call.Root}/posts/{published.PostId}";

        return View.Redirect(next) with { Note = new(true, "Your post is published.") };
    }

    static View Show(WriteModel model) => View.Of<WriteView, WriteModel>("Write a post", model);
}

/// <summary>The model of the page for writing.</summary>
/// <param name="Scopes">Where the member may post.</param>
/// <param name="Scope">The chosen scope; null without one.</param>
/// <param name="Body">What was typed.</param>
/// <param name="Links">The links that were typed.</param>
public sealed record WriteModel(IReadOnlyList<WritableScope> Scopes, string? Scope, string Body, IReadOnlyList<string> Links)
{
    /// <summary>Gets the preview; null without one.</summary>
    public PreviewPost.Response? Preview { get; init; }

    /// <summary>Gets why it was not published; null without a fault.</summary>
    public string? Fault { get; init; }

    /// <summary>Gets the page after publishing; null for the post.</summary>
    public string? Next { get; init; }
}
