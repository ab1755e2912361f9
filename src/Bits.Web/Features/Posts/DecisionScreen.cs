using Bits.Pages.Hosting;
using Bits.Platform.Features.Posts.Moderation;
using Bits.Platform.Rpc;

namespace Bits.Web.Features.Posts;

/// <summary>Shows an author the decision on their text, and takes their appeal.</summary>
sealed class DecisionScreen(PageCalls calls) : IScreen
{
    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        try
        {
            var id = Guid.TryParse(call.Route("id"), out var given) ? given : Guid.Empty;
            var decision = await calls.InvokeAsync<GetDecision.Response>(
                "moderation.v1/GetDecision", new GetDecision.Request(id), call.User, ct);
            return View.Of<DecisionView, GetDecision.Response>($"Decision in {decision.ScopeName}", decision);
        }
        catch (FaultException fault) when (fault.Code == FaultCode.NotFound)
        {
            throw ScreenCall.NotThere("There is no such decision on a text of yours.");
        }
    }
}
