using Bits.Console.Hosting;
using Bits.Console.Layout;
using Bits.Pages.Hosting;
using Bits.Platform.Auth;

namespace Bits.Console.Features.Membership;

/// <summary>Memberships of users and scopes, and the reasons of decisions.</summary>
sealed class MembershipConsole : IConsoleFeature
{
    /// <inheritdoc />
    public IReadOnlyList<Section> Sections { get; } =
        [new(SectionGroup.PeopleAndContent, "Memberships", "/memberships", "people", 'm', Capabilities.MembershipInspect)];

    /// <inheritdoc />
    public IReadOnlyList<PageScreen> Screens { get; } =
    [
        ConsoleScreen.Of<MembershipsScreen>("/memberships", Capabilities.MembershipInspect),
        ConsoleScreen.Of<UserScreen>("/memberships/users/{id}", Capabilities.MembershipInspect),
        ConsoleScreen.Of<ScopeScreen>("/memberships/scopes/{scope}", Capabilities.MembershipInspect),
    ];
}
