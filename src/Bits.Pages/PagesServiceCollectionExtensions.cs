using Bits.Pages.Hosting;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers what all sites share.</summary>
public static class PagesServiceCollectionExtensions
{
    /// <summary>Registers the services of sites; needs <c>AddBitsPlatform</c> and a <see cref="PageHost"/>. A second call
    /// changes nothing.</summary>
    public static IServiceCollection AddBitsPages(this IServiceCollection services)
    {
        services.AddRazorComponents();
        services.Configure<AntiforgeryOptions>(forms =>
        {
            forms.Cookie.Name = "bits-form";
            forms.FormFieldName = PageForms.Token;
            forms.SuppressXFrameOptionsHeader = true; // the host sets a stricter one
        });
        services.Replace(ServiceDescriptor.Singleton<IAntiforgeryAdditionalDataProvider, FormOwner>());
        services.AddDataProtection();
        services.TryAddSingleton<PageNotes>();
        services.TryAddSingleton<PageForms>();
        services.TryAddSingleton<PageCalls>();
        services.TryAddSingleton<PageServices>();
        return services;
    }
}
