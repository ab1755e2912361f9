using System.Runtime.CompilerServices;
using Bits.Search;
using Npgsql;

namespace Bits.Platform.Upkeep;

/// <summary>Compares the index with what the features say belongs into it, and repairs it.</summary>
public sealed class SearchReconciliation(
    NpgsqlDataSource dataSource, SearchMaintenance maintenance, Indexer indexer, IEnumerable<ISearchOwner> owners)
{
    /// <summary>The surfaces that somebody owns.</summary>
    public IReadOnlyList<string> Surfaces { get; } = [.. owners.Select(owner => owner.Surface).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Compares one of <see cref="Surfaces"/>; safe beside writers, safe to stop and to repeat.</summary>
    /// <param name="surface">Which.</param>
    /// <param name="repair">False only counts.</param>
    /// <param name="ct">Stops it.</param>
    public Task<SearchDrift> RunAsync(string surface, bool repair, CancellationToken ct) =>
        maintenance.ReconcileAsync(dataSource, indexer, surface, OwnedAsync(surface, ct), repair, ct);

    async IAsyncEnumerable<SearchDocument> OwnedAsync(string surface, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var db = await dataSource.OpenConnectionAsync(ct);
        foreach (var owner in owners.Where(owner => owner.Surface == surface))
            await foreach (var document in owner.ListAsync(db, ct))
                yield return document;
    }
}
