using Bits.Membership;
using Bits.Pages.Hosting;
using Bits.Pages.Parts;
using Bits.Platform.Features.Groups;

namespace Bits.Web.Features.Groups;

/// <summary>Shows the members of a group.</summary>
sealed class MembersScreen(PageCalls calls, GroupReader groups) : IScreen
{
    const int PageSize = 24;

    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var group = await groups.GetAsync(call, ct);
        var role = Words.Find<MemberRole>(call.Text("role"));
        var page = await calls.InvokeAsync<ListMembers.Response>(
            "groups.v1/ListMembers", new ListMembers.Request(group.GroupId, role, PageSize, call.Text("after"), call.Text("q")), call.User, ct);

        return View.Of<MembersView, MembersModel>($"Members of {group.Name}", new(group, role, page));
    }
}

/// <summary>The model of the members of a group.</summary>
/// <param name="Group">The group.</param>
/// <param name="Role">The role to list; null for all.</param>
/// <param name="Page">A page of members.</param>
public sealed record MembersModel(GetGroup.Response Group, MemberRole? Role, ListMembers.Response Page);
