using Bits.Pages.Hosting;
using Bits.Platform.Rpc;
using Microsoft.AspNetCore.Http;

namespace Bits.Web.Features.Groups;

/// <summary>Creates a group.</summary>
sealed class NewGroupScreen(PageCalls calls) : IFormScreen
{
    /// <summary>The address.</summary>
    public const string Path = "/groups/new";

    public Task<View> ShowAsync(ScreenCall call, CancellationToken ct) => Task.FromResult(Show(new("", "", IsPrivate: false, "")));

    public async Task<View> SubmitAsync(ScreenCall call, IFormCollection form, CancellationToken ct)
    {
        try
        {
            var made = await calls.SendAsync("groups.v1/CreateGroup", form, call.User, ct);
            return View.Redirect($"{call.Root}/groups/{made.GetProperty("groupId").GetGuid()}") with
            {
                Note = new(true, "Your group is ready. Write the first post, or invite members."),
            };
        }
        catch (FaultException fault) when (fault.Code is not FaultCode.Unauthenticated)
        {
            var typed = new NewGroupModel(
                form["name"].ToString(), form["slug"].ToString(), form["visibility"] == "private", form["description"].ToString());
            return Show(typed with { Fault = fault.Message }) with { Status = StatusCodes.Status422UnprocessableEntity };
        }
    }

    static View Show(NewGroupModel model) => View.Of<NewGroupView, NewGroupModel>("New group", model);
}

/// <summary>What was typed.</summary>
public sealed record NewGroupModel(string Name, string Slug, bool IsPrivate, string Description)
{
    /// <summary>Gets why the group was not created; null without a fault.</summary>
    public string? Fault { get; init; }
}
