using Bits.Pages.Hosting;
using Bits.Platform.Features.Groups;

namespace Bits.Web.Features.Groups;

/// <summary>Shows the banned users of a group.</summary>
sealed class BannedScreen(PageCalls calls, GroupReader groups) : IScreen
{
    const int PageSize = 30;

    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var group = await groups.GetAsync(call, ct);
        var page = await calls.InvokeAsync<ListBanned.Response>(
            "groups.v1/ListBanned", new ListBanned.Request(group.GroupId, PageSize, call.Text("after")), call.User, ct);

        return View.Of<BannedView, BannedModel>($"Banned from {group.Name}", new(group, page));
    }
}

/// <summary>The model of the banned users.</summary>
public sealed record BannedModel(GetGroup.Response Group, ListBanned.Response Page);
