using Bits.Search.Live.Scan;
using Bits.Search.Paths;
using Npgsql;

namespace Bits.Search.Live;

/// <summary>Answers one search from the live index as of one snapshot, and from the database what the index cannot.</summary>
sealed class LivePath(IndexSnapshot snapshot, ISearchPath database) : ISearchPath
{
    /// <inheritdoc />
    public ValueTask<PathPage> FindAsync(NpgsqlConnection db, PathQuery query, CancellationToken ct) =>
        IndexSnapshot.CanAnswer(query) ? new(snapshot.Find(query)) : database.FindAsync(db, query, ct);

    /// <inheritdoc />
    public ValueTask<IReadOnlyDictionary<string, int>> CountAsync(
        NpgsqlConnection db, PathQuery query, int cap, CancellationToken ct) =>
        IndexSnapshot.CanAnswer(query) ? new(snapshot.Count(query, cap)) : database.CountAsync(db, query, cap, ct);

    /// <inheritdoc />
    public bool MayHaveNew(SnapshotMark since) => snapshot.MayHaveNew(since);
}
