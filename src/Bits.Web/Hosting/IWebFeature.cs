using Bits.Membership;
using Bits.Pages.Hosting;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Features.Notifications;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Web.Hosting;

/// <summary>The part of a feature that members see; listed in <see cref="WebFeatures"/>.</summary>
interface IWebFeature
{
    /// <summary>Gets its places in the navigation; default: none.</summary>
    IReadOnlyList<WebPlace> Places => [];

    /// <summary>Gets its places in the menu of the account; default: none.</summary>
    IReadOnlyList<WebPlace> OwnPlaces => [];

    /// <summary>Gets its screens.</summary>
    IReadOnlyList<PageScreen> Screens { get; }

    /// <summary>Registers its panels of the home page (<see cref="IHomePanel"/>) and its services; default: none.</summary>
    void Register(IServiceCollection services)
    {
    }

    /// <summary>Returns the address of the page of a scope; null for those of other features.</summary>
    string? AddressOf(Scope scope) => null;

    /// <summary>Returns the address of the page that a notification is about; null for those of other features.</summary>
    string? AddressOf(InboxItem item) => null;

    /// <summary>Returns the address of the page of a person; null for a feature that shows none.</summary>
    string? AddressOfPerson(Guid id) => null;
}

/// <summary>A place in the navigation.</summary>
/// <param name="Name">The label.</param>
/// <param name="Path">The address.</param>
/// <param name="Icon">The name of its icon.</param>
public sealed record WebPlace(string Name, string Path, string Icon);

/// <summary>A part of the home page, given by a feature.</summary>
interface IHomePanel
{
    /// <summary>Gets the column.</summary>
    HomeColumn Column { get; }

    /// <summary>Reads the panel.</summary>
    /// <returns>The panel; null to leave it out.</returns>
    Task<View?> ShowAsync(ScreenCall call, CancellationToken ct);
}

/// <summary>Lists the columns of the home page.</summary>
enum HomeColumn
{
    /// <summary>The main column.</summary>
    Main,

    /// <summary>The column beside it; below on a phone.</summary>
    Side,
}

/// <summary>Describes screens of the web app.</summary>
static class WebScreen
{
    // A page makes calls, and each of them decides and leaves what events it leaves.
    /// <summary>Describes a screen for all members.</summary>
    /// <typeparam name="TScreen">Makes the view.</typeparam>
    /// <param name="pattern">The address, as a route pattern.</param>
    public static PageScreen Of<TScreen>(string pattern) where TScreen : class, IScreen => PageScreen.Of<TScreen, WebPage>(
        pattern,
        new(new($"web.{PageScreen.NameOf<TScreen>()}", AuditClass.Access), Capabilities.AccountsSelf) { IsAudited = false });
}
