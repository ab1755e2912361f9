using Bits.Pages.Hosting;
using Bits.Pages.Parts;
using Bits.Platform.Auth;
using Bits.Platform.Features.Groups;
using Bits.Platform.Rpc;
using Microsoft.AspNetCore.Http;

namespace Bits.Web.Features.Groups;

/// <summary>Shows the settings of a group to its admins, and changes them.</summary>
sealed class GroupSettingsScreen(PageCalls calls, GroupReader groups) : IFormScreen
{
    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var group = await GetAsync(call, ct);
        return Show(new(group, group, Fault: null));
    }

    public async Task<View> SubmitAsync(ScreenCall call, IFormCollection form, CancellationToken ct)
    {
        try
        {
            var saved = await calls.SendAsync("groups.v1/UpdateGroup", form, call.User, ct);
            var slug = saved.TryGetProperty("slug", out var given) ? given.GetString() : null; // a secret group has none
            return View.Redirect($"{call.Root}/groups/{Uri.EscapeDataString(slug ?? form["groupId"].ToString())}/settings") with
            {
                Note = new(true, "The settings are saved."),
            };
        }
        catch (FaultException fault) when (fault.Code is not FaultCode.Unauthenticated)
        {
            var group = await GetAsync(call, ct);
            var problem = fault.Code == FaultCode.Aborted
                ? "Another admin changed the settings meanwhile. Below is what you typed: save again to replace that change."
                : fault.Message;
            return Show(new(group, Typed(group, form), problem)) with { Status = StatusCodes.Status422UnprocessableEntity };
        }
    }

    async Task<GetGroup.Response> GetAsync(ScreenCall call, CancellationToken ct)
    {
        var group = await groups.GetAsync(call, ct);
        return group.Can.Contains(GroupAction.Edit) || group.Can.Contains(GroupAction.Reopen)
            ? group
            : throw ScreenCall.NotThere("Only admins of the group see its settings.");
    }

    static GetGroup.Response Typed(GetGroup.Response group, IFormCollection form) => group with
    {
        Name = form["name"].ToString(),
        Description = form["description"].ToString(),
        Visibility = Words.Find<ScopeVisibility>(form["visibility"]) ?? group.Visibility,
        JoinPolicy = Words.Find<JoinPolicy>(form["joinPolicy"]) ?? group.JoinPolicy,
        JoinQuestion = form["joinQuestion"].ToString(),
    };

    static View Show(GroupSettingsModel model) =>
        View.Of<GroupSettingsView, GroupSettingsModel>($"Settings of {model.Group.Name}", model);
}

/// <summary>The model of a group's settings.</summary>
/// <param name="Group">The group as it is.</param>
/// <param name="Shown">The group as the form shows it: after a fault with what was typed.</param>
/// <param name="Fault">Why the settings were not saved; null without a fault.</param>
public sealed record GroupSettingsModel(GetGroup.Response Group, GetGroup.Response Shown, string? Fault);
