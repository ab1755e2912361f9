using Bits.Pages.Hosting;
using Bits.Web.Hosting;

namespace Bits.Web.Features.Home;

/// <summary>The first page of a member.</summary>
sealed class HomeWeb : IWebFeature
{
    /// <inheritdoc />
    public IReadOnlyList<WebPlace> Places { get; } = [new("Home", "/", "home")];

    /// <inheritdoc />
    public IReadOnlyList<PageScreen> Screens { get; } = [WebScreen.Of<HomeScreen>("/")];
}
