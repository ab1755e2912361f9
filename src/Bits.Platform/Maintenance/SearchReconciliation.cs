using System.Runtime.CompilerServices;
using Bits.Search;
using Npgsql;

namespace Bits.Platform.Maintenance;

/// <summary>Compares the index with the documents of the features, and repairs it.</summary>
public sealed class SearchReconciliation(
    NpgsqlDataSource dataSource, SearchMaintenance maintenance, Indexer indexer, IEnumerable<ISearchOwner> owners)
{
    /// <summary>Gets the surfaces with an owner.</summary>
    public IReadOnlyList<string> Surfaces { get; } = [.. owners.Select(owner => owner.Surface).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Compares one of <see cref="Surfaces"/>. Safe beside writers, safe to stop and to repeat.</summary>
    /// <param name="surface">The surface.</param>
    /// <param name="repair">Whether to repair; false counts only.</param>
    /// <param name="ct">Stops the call.</param>
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
