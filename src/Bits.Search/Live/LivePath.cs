using Bits.Search.Paths;
using Npgsql;

namespace Bits.Search.Live;

/// <summary>Answers from the live index; from the database where that has no answer.</summary>
sealed class LivePath(LiveIndex live, ISearchPath database) : ISearchPath
{
    /// <inheritdoc />
    public async ValueTask<PathPage> FindAsync(NpgsqlConnection db, PathQuery query, CancellationToken ct) =>
        await OpenAsync(db, query, ct).ConfigureAwait(false) is { } moment
            ? moment.Find(query)
            : await database.FindAsync(db, query, ct).ConfigureAwait(false);

    /// <inheritdoc />
    public async ValueTask<IReadOnlyDictionary<string, int>> CountAsync(
        NpgsqlConnection db, PathQuery query, int cap, CancellationToken ct) =>
        await OpenAsync(db, query, ct).ConfigureAwait(false) is { } moment
            ? moment.Count(query, cap)
            : await database.CountAsync(db, query, cap, ct).ConfigureAwait(false);

    async ValueTask<LiveMoment?> OpenAsync(NpgsqlConnection db, PathQuery query, CancellationToken ct)
    {
        var moment = LiveMoment.CanAnswer(query) ? await live.OpenAsync(db, ct).ConfigureAwait(false) : null;
        if (moment is null)
            live.Meter.FellBack();
        else
            live.Meter.Answered();

        return moment;
    }
}
