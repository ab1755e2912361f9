using Bits.Pages.Hosting;
using Bits.Platform.Features.Groups;

namespace Bits.Web.Features.Groups;

/// <summary>Shows the settings of a group to its admins.</summary>
sealed class GroupSettingsScreen(GroupReader groups) : IScreen
{
    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var group = await groups.GetAsync(call, ct);
        if (!group.Can.Contains(GroupAction.Edit) && !group.Can.Contains(GroupAction.Reopen))
            throw ScreenCall.NotThere("Only admins of the group see its settings.");

        return View.Of<GroupSettingsView, GetGroup.Response>($"Settings of {group.Name}", group);
    }
}
