using Bits.Membership;
using Bits.Pages.Hosting;
using Bits.Platform.Features.Notifications;
using Bits.Web.Features.Account;
using Bits.Web.Features.Directory;
using Bits.Web.Features.Groups;
using Bits.Web.Features.Home;
using Bits.Web.Features.Mentorship;
using Bits.Web.Features.Notifications;
using Bits.Web.Features.Posts;
using Bits.Web.Features.Recommending;
using Bits.Web.Features.Searching;
using Bits.Web.Hosting;

namespace Bits.Web;

/// <summary>The features that members see. The only list of the web app: a new feature adds its folder and one line
/// here.</summary>
static class WebFeatures
{
    /// <summary>Gets all of them. Navigation and panels appear in this order.</summary>
    public static IReadOnlyList<IWebFeature> All { get; } =
    [
        new HomeWeb(),
        new GroupsWeb(),
        new PostsWeb(),
        new MentorshipWeb(),
        new DirectoryWeb(),
        new RecommendingWeb(),
        new NotificationsWeb(),
        new SearchingWeb(),
        new AccountWeb(),
    ];

    /// <summary>Gets the screens of all features.</summary>
    public static IReadOnlyList<PageScreen> Screens { get; } = [.. All.SelectMany(feature => feature.Screens)];

    /// <summary>Gets the places of the navigation.</summary>
    public static IReadOnlyList<WebPlace> Places { get; } = [.. All.SelectMany(feature => feature.Places)];

    /// <summary>Gets the places of the menu of the account.</summary>
    public static IReadOnlyList<WebPlace> OwnPlaces { get; } = [.. All.SelectMany(feature => feature.OwnPlaces)];

    /// <summary>Returns the address of the page of a scope; null without one.</summary>
    public static string? AddressOf(Scope scope) =>
        All.Select(feature => feature.AddressOf(scope)).FirstOrDefault(address => address is not null);

    /// <summary>Returns the address of the page that a notification is about; null without one.</summary>
    public static string? AddressOf(InboxItem item) =>
        All.Select(feature => feature.AddressOf(item)).FirstOrDefault(address => address is not null);

    /// <summary>Returns the address of the page of a person; null where no feature shows people.</summary>
    public static string? AddressOfPerson(Guid id) =>
        All.Select(feature => feature.AddressOfPerson(id)).FirstOrDefault(address => address is not null);
}
