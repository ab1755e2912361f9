using Bits.Shared;
using Npgsql;

namespace Bits.Search.Signals;

/// <summary>Records signals in the background, many in a statement. Never blocks its caller and never fails them: when
/// more come than the database takes, signals are dropped and counted.</summary>
/// <remarks>Safe for concurrent use. A signal is stored within about a second; those of a process that is killed are
/// lost. Dispose it to write what is left.</remarks>
public sealed class SignalRecorder : IAsyncDisposable
{
    readonly BackgroundWriter<Signal> _writer;

    /// <param name="dataSource">Where the tables are; see <see cref="SearchSchema"/>.</param>
    /// <param name="capacity">How many signals may wait, from 1; default 10,000.</param>
    /// <param name="clock">Default: the system's.</param>
    public SignalRecorder(NpgsqlDataSource dataSource, int capacity = 10_000, TimeProvider? clock = null) =>
        _writer = new(dataSource, capacity, clock ?? TimeProvider.System, (db, batch) => WriteAsync(db, batch, CancellationToken.None));

    /// <summary>How many signals were dropped: because too many waited, or because the database refused them.</summary>
    public long Dropped => _writer.Dropped;

    /// <summary>Takes a signal, or drops it; returns at once.</summary>
    /// <returns>False when it was dropped: the surface or the id is none, or too many wait.</returns>
    public bool Record(Signal signal) =>
        Surfaces.All.Contains(signal.Surface) && signal.EntityId is { Length: >= 1 and <= 200 } id
            && !id.Contains('\0', StringComparison.Ordinal)
            ? _writer.TryAdd(signal)
            : !_writer.Drop(1);

    /// <summary>Stores a signal in the caller's transaction: for what must not be lost, such as that somebody does not want
    /// to see a thing again.</summary>
    /// <exception cref="ArgumentException">The surface is unknown, or the entity id is empty, too long or contains NUL.
    /// </exception>
    public static Task RecordAsync(NpgsqlConnection db, Signal signal, CancellationToken ct = default)
    {
        IndexedDocument.Check(signal.Surface, signal.EntityId);
        return WriteAsync(db, [signal], ct);
    }

    /// <summary>Stores a signal in the caller's transaction if its user may see the document: by these tags, at this
    /// moment.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="signal">What the user did.</param>
    /// <param name="tags">The tags that the user holds.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>False where there is no such document for them: nothing is stored.</returns>
    /// <exception cref="ArgumentException">The surface is unknown, or the entity id is empty, too long or contains NUL.
    /// </exception>
    public static async Task<bool> RecordSeenAsync(
        NpgsqlConnection db, Signal signal, IEnumerable<AudienceTag> tags, CancellationToken ct = default)
    {
        const string sql = """
            insert into search_signal (user_id, surface, entity_id, kind)
            select $2, $3, $4, $5
            from search_document d
            where d.surface = $3 and d.entity_id = $4 and d.audience_tags && $1::text[]
            """;

        IndexedDocument.Check(signal.Surface, signal.EntityId);
        return await db.ExecuteAsync(
            sql,
            [
                tags.Select(tag => tag.Value).ToArray(), signal.UserId, signal.Surface, signal.EntityId,
                SignalKinds.Text(signal.Kind),
            ],
            ct).ConfigureAwait(false) > 0;
    }

    /// <summary>Writes what waits, and takes no more.</summary>
    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    static Task<int> WriteAsync(NpgsqlConnection db, IReadOnlyList<Signal> batch, CancellationToken ct)
    {
        const string sql = """
            insert into search_signal (user_id, surface, entity_id, kind)
            select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[])
            """;

        return db.ExecuteAsync(
            sql,
            [
                batch.Select(s => s.UserId).ToArray(), batch.Select(s => s.Surface).ToArray(),
                batch.Select(s => s.EntityId).ToArray(), batch.Select(s => SignalKinds.Text(s.Kind)).ToArray(),
            ], ct);
    }
}
