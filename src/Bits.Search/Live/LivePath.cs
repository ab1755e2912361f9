using Bits.Search.Paths;
using Npgsql;

namespace Bits.Search.Live;

/// <summary>Answers one search from the live index as of one moment, and from the database what the index cannot.</summary>
sealed class LivePath(LiveMoment moment, ISearchPath database) : ISearchPath
{
    /// <summary>The path of a search that begins now.</summary>
    /// <param name="live">The index; null for none.</param>
    /// <param name="database">Answers where the index does not.</param>
    /// <param name="db">The caller's connection, where it may have changes of its own; null where it has none.</param>
    /// <param name="ct">Stops it.</param>
    public static async ValueTask<ISearchPath> OpenAsync(
        LiveIndex? live, ISearchPath database, NpgsqlConnection? db, CancellationToken ct)
    {
        if (live is null)
            return database;
        if (await live.OpenAsync(db, ct).ConfigureAwait(false) is { } moment)
        {
            live.Meter.Answered();
            return new LivePath(moment, database);
        }

        live.Meter.FellBack();
        return database;
    }

    /// <inheritdoc />
    public ValueTask<PathPage> FindAsync(NpgsqlConnection db, PathQuery query, CancellationToken ct) =>
        LiveMoment.CanAnswer(query) ? new(moment.Find(query)) : database.FindAsync(db, query, ct);

    /// <inheritdoc />
    public ValueTask<IReadOnlyDictionary<string, int>> CountAsync(
        NpgsqlConnection db, PathQuery query, int cap, CancellationToken ct) =>
        LiveMoment.CanAnswer(query) ? new(moment.Count(query, cap)) : database.CountAsync(db, query, cap, ct);

    /// <inheritdoc />
    public bool MayHaveNew(ReadPoint since) => moment.MayHaveNew(since);
}
