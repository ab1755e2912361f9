using Bits.Pages.Hosting;
using Bits.Platform.Features.Notifications;
using Bits.Web.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Web.Features.Directory;

/// <summary>The directory: finding people, their profiles, one's own profile, connections.</summary>
sealed class DirectoryWeb : IWebFeature
{
    /// <inheritdoc />
    public IReadOnlyList<WebPlace> Places { get; } = [new("Directory", DirectoryScreen.Path, "directory")];

    /// <inheritdoc />
    public IReadOnlyList<WebPlace> OwnPlaces { get; } =
        [new("Your profile", "/people/me", "person"), new("Connections", ConnectionsScreen.Path, "connect")];

    /// <inheritdoc />
    public IReadOnlyList<PageScreen> Screens { get; } =
    [
        WebScreen.Of<DirectoryScreen>(DirectoryScreen.Path),
        WebScreen.Of<SuggestPeopleScreen>($"{DirectoryScreen.Path}/suggest"),
        WebScreen.Of<ExportPeopleScreen>($"{DirectoryScreen.Path}/people.csv"),
        WebScreen.Of<EditProfileScreen>(EditProfileScreen.Path),
        WebScreen.Of<ProfileScreen>("/people/{id}"),
        WebScreen.Of<ConnectionsScreen>(ConnectionsScreen.Path),
    ];

    /// <inheritdoc />
    public void Register(IServiceCollection services) => services
        .AddSingleton<IHomePanel, RequestsPanel>().AddSingleton<ISearchGroup, PeopleSearchGroup>();

    /// <inheritdoc />
    public string? AddressOf(InboxItem item) => item.Kind switch
    {
        // The asking or accepting member, or the one who is verified.
        "directory.request_connection" or "directory.accept_connection" or "directory.vouch" or "directory.verify" =>
            item.FirstId() is { } person ? AddressOfPerson(person) : null,
        "directory.claim" => "/admin/claims",
        _ => null,
    };

    /// <inheritdoc />
    public string? AddressOfPerson(Guid id) => $"/people/{id}";
}
