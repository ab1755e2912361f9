using Bits.Pages.Hosting;
using Bits.Platform.Features.Posts;
using Bits.Platform.Rpc;

namespace Bits.Web.Features.Posts;

/// <summary>Shows the earlier texts of a post.</summary>
sealed class PostEditsScreen(PageCalls calls) : IScreen
{
    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        try
        {
            var id = Guid.TryParse(call.Route("id"), out var given) ? given : Guid.Empty;
            var edits = await calls.InvokeAsync<ListPostEdits.Response>(
                "posts.v1/ListPostEdits", new ListPostEdits.Request(id), call.User, ct);
            return View.Of<PostEditsView, PostEditsModel>("Earlier texts", new(id, edits));
        }
        catch (FaultException fault) when (fault.Code == FaultCode.NotFound)
        {
            throw ScreenCall.NotThere("There is no such post. It may have been removed, or is hidden from you.");
        }
    }
}

/// <summary>The model of the earlier texts.</summary>
public sealed record PostEditsModel(Guid PostId, ListPostEdits.Response Edits);
