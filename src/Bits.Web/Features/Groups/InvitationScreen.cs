using Bits.Pages.Hosting;

namespace Bits.Web.Features.Groups;

/// <summary>Shows an invitation by link. Its group is named only after accepting: the link alone proves nothing.</summary>
sealed class InvitationScreen : IScreen
{
    public Task<View> ShowAsync(ScreenCall call, CancellationToken ct) =>
        Task.FromResult(View.Of<InvitationView, InvitationModel>("Invitation", new(call.Route("token")!)));
}

/// <summary>The model of an invitation by link.</summary>
public sealed record InvitationModel(string Token);
