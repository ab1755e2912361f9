using Bits.Platform.Features.People.Backfill;
using Bits.Platform.Privacy;
using Bits.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Platform.Features.People;

/// <summary>People come in by file, and what follows from Phase 1 by backfill.</summary>
static class PeopleFeature
{
    public static IReadOnlyList<SchemaScript> Scripts => SchemaScript.BesideType(typeof(PeopleFeature), "people");

    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<PeopleImport>();
        services.AddSingleton<PersonErasure>();
        services.AddSingleton<PersonExport>();
        services.AddSingleton<IPersonalData, PeopleData>();
        services.AddSingleton<MembershipBackfill>();
    }
}
