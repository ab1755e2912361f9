using Bits.Pages.Hosting;
using Bits.Platform.Features.Groups;

namespace Bits.Web.Features.Groups;

/// <summary>Shows what the moderators of a group did.</summary>
sealed class ModerationLogScreen(PageCalls calls, GroupReader groups) : IScreen
{
    const int PageSize = 30;

    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var group = await groups.GetAsync(call, ct);
        var log = await calls.InvokeAsync<ListModerationLog.Response>(
            "groups.v1/ListModerationLog", new ListModerationLog.Request(group.GroupId, PageSize, call.Text("after")), call.User, ct);

        return View.Of<ModerationLogView, ModerationLogModel>($"Log of {group.Name}", new(group, log));
    }
}

/// <summary>The model of the log.</summary>
/// <param name="Group">The group.</param>
/// <param name="Log">A page of it.</param>
public sealed record ModerationLogModel(GetGroup.Response Group, ListModerationLog.Response Log);
