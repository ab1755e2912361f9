using Bits.Pages.Hosting;

namespace Bits.Web.Features.Groups;

/// <summary>Shows the form of a new group, with what was typed before a fault.</summary>
sealed class NewGroupScreen : IScreen
{
    public Task<View> ShowAsync(ScreenCall call, CancellationToken ct) => Task.FromResult(
        View.Of<NewGroupView, NewGroupModel>("New group", new(
            call.Text("name"), call.Text("slug"), call.Text("visibility") == "private", call.Text("description"))));
}

/// <summary>What was typed.</summary>
public sealed record NewGroupModel(string? Name, string? Slug, bool IsPrivate, string? Description);
