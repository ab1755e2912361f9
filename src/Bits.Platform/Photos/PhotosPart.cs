using Microsoft.Extensions.DependencyInjection;

namespace Bits.Platform.Photos;

/// <summary>Registers the reading, storing and viewing of photos.</summary>
static class PhotosPart
{
    public static void Add(IServiceCollection services)
    {
        services.AddOptions<PhotoOptions>().BindConfiguration(PhotoOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<PhotoPipeline>();
        services.AddSingleton<PhotoStore>();
        services.AddSingleton<PhotoViewer>();
    }
}
