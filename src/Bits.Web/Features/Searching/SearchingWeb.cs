using Bits.Pages.Hosting;
using Bits.Platform;
using Bits.Platform.Features.Searching;
using Bits.Web.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Web.Features.Searching;

/// <summary>Search over all surfaces, also while the member types.</summary>
sealed class SearchingWeb : IWebFeature
{
    /// <inheritdoc />
    public IReadOnlyList<PageScreen> Screens { get; } =
    [
        WebScreen.Of<SearchScreen>("/search"),
        WebScreen.Of<SuggestScreen>("/search/suggest"),
    ];

    /// <inheritdoc />
    public void Register(IServiceCollection services) => services.AddSingleton<SearchGroups>();

    /// <summary>Returns the parameters of a view that is a part of a page.</summary>
    public static Dictionary<string, object> ParametersOf(View view) => new() { ["Model"] = view.Model };

    /// <summary>Returns whether a hit is a person.</summary>
    public static bool IsPerson(HitView hit) => hit.Surface == Surfaces.Directory;

    /// <summary>Returns the heading of a surface.</summary>
    public static string TitleOf(string surface) => surface switch
    {
        Surfaces.Directory => "People",
        Surfaces.Feed => "Posts",
        Surfaces.Jobs => "Jobs",
        Surfaces.Groups => "Groups and their posts",
        Surfaces.Events => "Events",
        Surfaces.Announcements => "Announcements",
        Surfaces.Marketplace => "Deals",
        _ => surface,
    };
}
