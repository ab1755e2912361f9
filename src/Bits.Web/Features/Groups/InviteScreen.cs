using Bits.Pages.Hosting;
using Bits.Platform.Features.Groups;
using Bits.Platform.Rpc;
using Microsoft.AspNetCore.Http;

namespace Bits.Web.Features.Groups;

/// <summary>Makes an invitation, and shows its link once.</summary>
sealed class InviteScreen(PageCalls calls, GroupReader groups) : IFormScreen
{
    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct) => Show(new(await GetAsync(call, ct)));

    public async Task<View> SubmitAsync(ScreenCall call, IFormCollection form, CancellationToken ct)
    {
        var model = new InviteModel(await GetAsync(call, ct))
        {
            Role = form["role"].ToString(),
            Days = form["days"].ToString(),
            Message = form["note"].ToString(),
        };
        try
        {
            var made = await calls.SendAsync("groups.v1/InviteMember", form, call.User, ct);
            return Show(model with { Link = $"{call.Site}/join/{Uri.EscapeDataString(made.GetProperty("token").GetString()!)}" });
        }
        catch (FaultException fault) when (fault.Code is not FaultCode.Unauthenticated)
        {
            return Show(model with { Fault = fault.Message }) with { Status = StatusCodes.Status422UnprocessableEntity };
        }
    }

    async Task<GetGroup.Response> GetAsync(ScreenCall call, CancellationToken ct)
    {
        var group = await groups.GetAsync(call, ct);
        return group.Can.Contains(GroupAction.Invite)
            ? group
            : throw ScreenCall.NotThere("Only moderators of the group invite others.");
    }

    static View Show(InviteModel model) => View.Of<InviteView, InviteModel>($"Invite into {model.Group.Name}", model);
}

/// <summary>The model of the invitation form.</summary>
/// <param name="Group">The group.</param>
public sealed record InviteModel(GetGroup.Response Group)
{
    /// <summary>Gets the link of the invitation just made; null before.</summary>
    public string? Link { get; init; }

    /// <summary>Gets the chosen role; empty before.</summary>
    public string Role { get; init; } = "";

    /// <summary>Gets for how many days it is valid.</summary>
    public string Days { get; init; } = "14";

    /// <summary>Gets the message that was typed.</summary>
    public string Message { get; init; } = "";

    /// <summary>Gets why no invitation was made; null without a fault.</summary>
    public string? Fault { get; init; }
}
