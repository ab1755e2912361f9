using Bits.Pages.Hosting;
using Bits.Platform.Features.Membership;
using Bits.Web.Hosting;

namespace Bits.Web.Features.Groups;

/// <summary>The user's pending invitations.</summary>
sealed class InvitationsPanel(PageCalls calls, GroupReader groups) : IHomePanel
{
    const int MaxShown = 5;

    /// <inheritdoc />
    public HomeColumn Column => HomeColumn.Main;

    /// <inheritdoc />
    public async Task<View?> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var page = await calls.InvokeAsync<ListInvitations.Response>(
            "memberships.v1/ListInvitations", new ListInvitations.Request(Limit: MaxShown), call.User, ct);
        var shown = new List<NamedInvitation>();
        foreach (var invitation in page.Invitations)
            if (MyGroups.IdOf(invitation.Scope) is { } id && await groups.FindAsync(id, call.User, ct) is { } group)
                shown.Add(new(invitation, group.Name));

        return shown.Count == 0
            ? null
            : View.Of<InvitationsPanelView, InvitationsPanelModel>("Invitations", new(shown));
    }
}

/// <summary>An invitation, and the name of its group.</summary>
public sealed record NamedInvitation(ListInvitations.Item Invitation, string Name);

/// <summary>The model of the panel.</summary>
public sealed record InvitationsPanelModel(IReadOnlyList<NamedInvitation> Invitations);
