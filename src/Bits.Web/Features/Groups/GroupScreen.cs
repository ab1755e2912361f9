using Bits.Pages.Hosting;
using Bits.Platform.Features.Groups;
using Bits.Platform.Features.Membership;
using Bits.Platform.Features.Posts;

namespace Bits.Web.Features.Groups;

/// <summary>Shows a group and its posts.</summary>
sealed class GroupScreen(PageCalls calls, GroupReader groups) : IScreen
{
    const int PageSize = 20;
    const int MaxInvitations = 100;

    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var group = await groups.GetAsync(call, ct);
        var posts = group.Can.Contains(GroupAction.Read)
            ? await calls.InvokeAsync<ListScopePosts.Response>(
                "posts.v1/ListPosts", new ListScopePosts.Request(GroupReader.ScopeOf(group), PageSize, call.Text("after")), call.User, ct)
            : null;

        return View.Of<GroupView, GroupModel>(group.Name, new(group, posts, await FindInvitationAsync(group, call, ct)));
    }

    async Task<ListInvitations.Item?> FindInvitationAsync(GetGroup.Response group, ScreenCall call, CancellationToken ct)
    {
        if (group.InvitationId is not { } invited)
            return null;

        var received = await calls.InvokeAsync<ListInvitations.Response>(
            "memberships.v1/ListInvitations", new ListInvitations.Request(Limit: MaxInvitations), call.User, ct);
        return received.Invitations.FirstOrDefault(invitation => invitation.InvitationId == invited);
    }
}

/// <summary>The model of a group's page.</summary>
/// <param name="Group">The group.</param>
/// <param name="Posts">A page of its posts; null for users who may not read them.</param>
/// <param name="Invitation">The user's pending invitation; null without one.</param>
public sealed record GroupModel(GetGroup.Response Group, ListScopePosts.Response? Posts, ListInvitations.Item? Invitation);
