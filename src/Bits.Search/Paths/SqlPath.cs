using Bits.Search.Paths.Pool;
using Npgsql;

namespace Bits.Search.Paths;

/// <summary>Searches in SQL. The result is complete while the matches fit the window; beyond it, the best of a pool of
/// title matches and newest documents, whose cost does not grow with the table.</summary>
sealed class SqlPath : ISearchPath
{
    /// <inheritdoc />
    public async ValueTask<PathPage> FindAsync(NpgsqlConnection db, PathQuery query, CancellationToken ct)
    {
        if (!query.Query.HasWords || query.AudienceTags.Length == 0)
            return new([], true, await CandidateRows.ReadMarkAsync(db, ct).ConfigureAwait(false));

        var pool = await CandidatePool.GatherAsync(db, query, ct).ConfigureAwait(false);
        var page = pool.Documents
            .Where(d => query.After?.IsBefore(d.Rank, d.Id) != false)
            .OrderByDescending(d => d.Rank).ThenByDescending(d => d.Id)
            .Take(query.Limit);
        return new([.. page], pool.IsComplete, pool.SnapshotMark);
    }

    /// <inheritdoc />
    public async ValueTask<IReadOnlyDictionary<string, int>> CountAsync(
        NpgsqlConnection db, PathQuery query, int cap, CancellationToken ct)
    {
        if (!query.Query.HasWords || query.AudienceTags.Length == 0)
            return new Dictionary<string, int>();

        return await CandidateRows.CountAsync(db, query, cap, ct).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public bool MayHaveNew(SnapshotMark since) => true;
}
