using Bits.Search.Live.Scan;
using Bits.Search.Paths;
using Npgsql;

namespace Bits.Search.Live;

/// <summary>Answers one search from the live index as of one snapshot, and from the database what the index cannot.</summary>
sealed class LivePath(IndexSnapshot snapshot, ISearchPath database) : ISearchPath
{
    /// <summary>Opens the path of a search that begins now.</summary>
    /// <param name="live">The index; null without one.</param>
    /// <param name="database">The path that answers when the index cannot.</param>
    /// <param name="db">The caller's connection, when it may have changes of its own; otherwise null.</param>
    /// <param name="ct">Stops the call.</param>
    public static async ValueTask<ISearchPath> OpenAsync(
        LiveIndex? live, ISearchPath database, NpgsqlConnection? db, CancellationToken ct)
    {
        if (live is null)
            return database;
        if (await live.OpenAsync(db, ct).ConfigureAwait(false) is { } snapshot)
        {
            live.Meter.Answered();
            return new LivePath(snapshot, database);
        }

        live.Meter.FellBack();
        return database;
    }

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
