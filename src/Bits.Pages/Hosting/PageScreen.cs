using Bits.Platform.Auth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Pages.Hosting;

/// <summary>A screen and its address.</summary>
public sealed class PageScreen
{
    readonly Action<IServiceCollection> _register;
    readonly Action<IEndpointRouteBuilder> _map;

    PageScreen(Action<IServiceCollection> register, Action<IEndpointRouteBuilder> map) =>
        (_register, _map) = (register, map);

    /// <summary>Describes a screen.</summary>
    /// <typeparam name="TScreen">Makes the view.</typeparam>
    /// <typeparam name="TFrame">The frame of its site.</typeparam>
    /// <param name="pattern">The address within the site, as a route pattern.</param>
    /// <param name="look">What a visitor needs, and the event of the view.</param>
    public static PageScreen Of<TScreen, TFrame>(string pattern, Look look)
        where TScreen : class, IScreen
        where TFrame : PageFrame => new(
            services => services.AddSingleton<TScreen>(),
            site => Map<TScreen, TFrame>(site, pattern, look));

    /// <summary>Returns the name of a screen in the audit log: that of its class without the ending <c>Screen</c>.</summary>
    public static string NameOf<TScreen>() => typeof(TScreen).Name[..^"Screen".Length].ToLowerInvariant();

    /// <summary>Registers the screen.</summary>
    public void Register(IServiceCollection services) => _register(services);

    /// <summary>Maps its address.</summary>
    public void Map(IEndpointRouteBuilder site) => _map(site);

    static void Map<TScreen, TFrame>(IEndpointRouteBuilder site, string pattern, Look look)
        where TScreen : class, IScreen
        where TFrame : PageFrame
    {
        site.MapGet(pattern, (HttpContext http, TScreen screen, TFrame frame, CancellationToken ct) =>
            frame.ShowAsync(http, look, screen, ct)).ExcludeFromDescription();
        if (typeof(TScreen).IsAssignableTo(typeof(IFormScreen)))
            site.MapPost(pattern, (HttpContext http, TScreen screen, TFrame frame, CancellationToken ct) =>
                frame.SubmitAsync(http, look, (IFormScreen)screen, ct)).ExcludeFromDescription();
    }
}
