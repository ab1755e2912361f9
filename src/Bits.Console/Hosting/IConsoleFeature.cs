using Bits.Console.Layout;
using Bits.Pages.Hosting;
using Bits.Platform.Audit;
using Bits.Platform.Auth;

namespace Bits.Console.Hosting;

/// <summary>The part of a feature that operators see; listed in <see cref="ConsoleFeatures"/>.</summary>
interface IConsoleFeature
{
    /// <summary>Gets its places in the menu, in their order.</summary>
    IReadOnlyList<Section> Sections { get; }

    /// <summary>Gets its screens.</summary>
    IReadOnlyList<PageScreen> Screens { get; }
}

/// <summary>Describes screens of the console.</summary>
static class ConsoleScreen
{
    /// <summary>Describes a screen.</summary>
    /// <typeparam name="TScreen">Makes the view.</typeparam>
    /// <param name="pattern">The address within the console, as a route pattern.</param>
    /// <param name="capability">What a visitor needs; one that only a platform role allows.</param>
    /// <exception cref="ArgumentException">Members without a platform role would have the capability.</exception>
    public static PageScreen Of<TScreen>(string pattern, string capability) where TScreen : class, IScreen
    {
        if (!Capabilities.Get(capability).PlatformOnly)
            throw new ArgumentException($"{capability} is not only of platform roles, so members would see {pattern}. Use one such as {Capabilities.ConsoleView}.", nameof(capability));

        // A screen that shows more than how the platform runs keeps its events for longer.
        var kept = capability == Capabilities.ConsoleView ? AuditClass.Access : AuditClass.Admin;

        return PageScreen.Of<TScreen, ConsolePage>(
            pattern, new(new($"console.{PageScreen.NameOf<TScreen>()}", kept), capability));
    }
}
