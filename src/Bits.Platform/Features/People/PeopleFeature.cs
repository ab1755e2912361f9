using Microsoft.Extensions.DependencyInjection;

namespace Bits.Platform.Features.People;

/// <summary>People come in by file.</summary>
static class PeopleFeature
{
    public static void Add(IServiceCollection services) => services.AddSingleton<PeopleImport>().AddSingleton<PersonErasure>();
}
