using Bits.Membership;
using Bits.Pages.Hosting;
using Bits.Platform.Features.Groups;

namespace Bits.Web.Features.Groups;

/// <summary>Shows the pending requests to join a group, and its pending invitations.</summary>
sealed class RequestsScreen(PageCalls calls, GroupReader groups) : IScreen
{
    const int PageSize = 30;

    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var group = await groups.GetAsync(call, ct);
        var requests = await ListAsync(RequestKind.Request, call.Text("after"));
        var invitations = call.Text("after") is null ? await ListAsync(RequestKind.Invitation, cursor: null) : new([], null);

        return View.Of<RequestsView, RequestsModel>($"Requests to join {group.Name}", new(group, requests, invitations));

        Task<ListRequests.Response> ListAsync(RequestKind kind, string? cursor) => calls.InvokeAsync<ListRequests.Response>(
            "groups.v1/ListRequests", new ListRequests.Request(group.GroupId, kind, PageSize, cursor), call.User, ct);
    }
}

/// <summary>The model of the requests of a group.</summary>
/// <param name="Group">The group.</param>
/// <param name="Requests">A page of pending requests.</param>
/// <param name="Invitations">The first pending invitations.</param>
public sealed record RequestsModel(GetGroup.Response Group, ListRequests.Response Requests, ListRequests.Response Invitations);
