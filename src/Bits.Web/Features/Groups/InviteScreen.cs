using Bits.Pages.Hosting;
using Bits.Platform.Features.Groups;

namespace Bits.Web.Features.Groups;

/// <summary>Shows the form of an invitation, and the link of the one just made.</summary>
sealed class InviteScreen(GroupReader groups) : IScreen
{
    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var group = await groups.GetAsync(call, ct);
        if (!group.Can.Contains(GroupAction.Invite))
            throw ScreenCall.NotThere("Only moderators of the group invite others.");

        return View.Of<InviteView, InviteModel>($"Invite into {group.Name}", new(
            group, call.Text("token") is { } token ? $"{call.Site}/join/{Uri.EscapeDataString(token)}" : null));
    }
}

/// <summary>The model of the invitation form.</summary>
/// <param name="Group">The group.</param>
/// <param name="Link">The link of the invitation just made; null before.</param>
public sealed record InviteModel(GetGroup.Response Group, string? Link);
