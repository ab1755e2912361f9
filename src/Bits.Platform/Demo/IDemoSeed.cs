using Bits.Membership;
using Npgsql;

namespace Bits.Platform.Demo;

/// <summary>The demo data of one feature. The same call gives the same data; a second call adds nothing.</summary>
interface IDemoSeed
{
    /// <summary>Creates the scopes that people join at random, before the people exist. The first person becomes their
    /// owner.</summary>
    Task<IReadOnlyList<Scope>> CreateScopesAsync(NpgsqlConnection db, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<Scope>>([]);

    /// <summary>Adds content after all people have joined.</summary>
    Task AddContentAsync(IReadOnlyList<Guid> people, IProgress<DemoProgress>? progress, CancellationToken ct);
}
