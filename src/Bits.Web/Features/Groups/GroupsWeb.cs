using Bits.Membership;
using Bits.Pages.Hosting;
using Bits.Platform.Features.Notifications;
using Bits.Web.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Web.Features.Groups;

/// <summary>Groups: find, join, post, and the work of moderators.</summary>
sealed class GroupsWeb : IWebFeature
{
    /// <inheritdoc />
    public IReadOnlyList<WebPlace> Places { get; } = [new("Groups", "/groups", "people")];

    /// <inheritdoc />
    public IReadOnlyList<PageScreen> Screens { get; } =
    [
        WebScreen.Of<GroupsScreen>("/groups"),
        WebScreen.Of<NewGroupScreen>(NewGroupScreen.Path),
        WebScreen.Of<GroupScreen>("/groups/{group}"),
        WebScreen.Of<MembersScreen>("/groups/{group}/members"),
        WebScreen.Of<RequestsScreen>("/groups/{group}/requests"),
        WebScreen.Of<InviteScreen>("/groups/{group}/invite"),
        WebScreen.Of<BannedScreen>("/groups/{group}/banned"),
        WebScreen.Of<ModerationLogScreen>("/groups/{group}/log"),
        WebScreen.Of<GroupSettingsScreen>("/groups/{group}/settings"),
        WebScreen.Of<InvitationScreen>("/join/{token}"),
    ];

    /// <inheritdoc />
    public void Register(IServiceCollection services) => services
        .AddSingleton<GroupReader>()
        .AddSingleton<MyGroups>()
        .AddSingleton<IHomePanel, InvitationsPanel>()
        .AddSingleton<IHomePanel, MyGroupsPanel>();

    /// <inheritdoc />
    public string? AddressOf(Scope scope) =>
        scope.Type is ScopeTypes.Group or ScopeTypes.Chapter ? $"/groups/{scope.Id}" : null;

    /// <inheritdoc />
    public string? AddressOf(InboxItem item) => item.Kind == "groups.invite" ? "/#invitations" : null;
}
