using Bits.Web;
using Bits.Web.Hosting;
using Bits.Web.Live;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the member web app.</summary>
public static class WebServiceCollectionExtensions
{
    /// <summary>Registers the web app; needs <c>AddBitsPlatform</c>, a <c>PageHost</c> and a <see cref="WebHost"/>.</summary>
    public static IServiceCollection AddBitsWeb(this IServiceCollection services)
    {
        services.AddBitsPages();
        services.AddSingleton<WebPage>();
        services.AddSingleton<WebActions>();
        services.AddSingleton<SideParts>();
        services.AddSingleton<UnreadWatch>();
        services.AddSingleton<BellFeed>();
        foreach (var feature in WebFeatures.All)
            feature.Register(services);
        foreach (var screen in WebFeatures.Screens)
            screen.Register(services);
        return services;
    }
}
