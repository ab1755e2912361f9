using Bits.Shared;
using Npgsql;

namespace Bits.Search.Signals;

/// <summary>Records signals in the background, many per statement. Never blocks or fails its caller: drops and counts signals
/// when the queue is full.</summary>
/// <remarks>Safe for concurrent use. Stores a signal within about a second; a killed process loses its queue. Dispose the
/// recorder to write the rest.</remarks>
public sealed class SignalRecorder : IAsyncDisposable
{
    readonly BackgroundWriter<Signal> _writer;

    /// <param name="dataSource">The database with the tables; see <see cref="SearchSchema"/>.</param>
    /// <param name="capacity">The length of the queue, from 1. Default 10,000.</param>
    /// <param name="clock">The clock. Default: the system clock.</param>
    public SignalRecorder(NpgsqlDataSource dataSource, int capacity = 10_000, TimeProvider? clock = null) =>
        _writer = new(dataSource, capacity, clock ?? TimeProvider.System, (db, batch) => WriteAsync(db, batch, CancellationToken.None));

    /// <summary>Gets the number of dropped signals: the queue was full, or the database refused them.</summary>
    public long Dropped => _writer.Dropped;

    /// <summary>Queues a signal, or drops it; returns at once.</summary>
    /// <returns>False when the surface or the id is invalid or the queue is full. The recorder drops and counts a signal on an
    /// unknown surface when it writes.</returns>
    public bool Record(Signal signal) =>
        SearchSurface.IsName(signal.Surface) && signal.EntityId is { Length: >= 1 and <= 200 } id
            && !id.Contains('\0', StringComparison.Ordinal)
            ? _writer.TryAdd(signal)
            : !_writer.Drop(1);

    /// <summary>Stores a signal in the caller's transaction: for signals that must not be lost, such as
    /// <see cref="SignalKind.Hide"/>.</summary>
    /// <exception cref="InvalidArgumentException">The surface is unknown, or the entity id is empty, too long or contains NUL.
    /// </exception>
    public static async Task RecordAsync(NpgsqlConnection db, Signal signal, CancellationToken ct = default)
    {
        IndexedDocument.Check(signal.EntityId);
        if (await WriteAsync(db, [signal], ct).ConfigureAwait(false) == 0)
            await SurfaceTable.RequireAsync(db, signal.Surface, ct).ConfigureAwait(false);
    }

    /// <summary>Stores a signal in the caller's transaction if its user may see the document now.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="signal">The signal.</param>
    /// <param name="tags">The tags of the user.</param>
    /// <param name="excludedAuthors">The authors whose documents the user does not see; null for none.</param>
    /// <param name="ct">Stops the call.</param>
    /// <returns>False when the document is absent or hidden from the user; nothing is stored.</returns>
    /// <exception cref="InvalidArgumentException">The surface is unknown, or the entity id is empty, too long or contains NUL.
    /// </exception>
    public static async Task<bool> RecordSeenAsync(
        NpgsqlConnection db, Signal signal, IEnumerable<AudienceTag> tags, IReadOnlyCollection<Guid>? excludedAuthors = null,
        CancellationToken ct = default)
    {
        const string sql = $"""
            insert into search_signal (user_id, surface, entity_id, kind)
            select $3, $4, $5, $6
            from search_document d
            where d.surface = $4 and d.entity_id = $5 and {Visibility.Predicate}
            """;

        IndexedDocument.Check(signal.EntityId);
        var isStored = await db.ExecuteAsync(
            sql,
            [
                tags.Select(tag => tag.Value).ToArray(), Visibility.Excluded(excludedAuthors), signal.UserId, signal.Surface,
                signal.EntityId,
                signal.Kind.ToText(),
            ],
            ct).ConfigureAwait(false) > 0;
        if (!isStored)
            await SurfaceTable.RequireAsync(db, signal.Surface, ct).ConfigureAwait(false);

        return isStored;
    }

    /// <summary>Writes the queued signals and accepts no more.</summary>
    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    static Task<int> WriteAsync(NpgsqlConnection db, IReadOnlyList<Signal> batch, CancellationToken ct)
    {
        const string sql = """
            insert into search_signal (user_id, surface, entity_id, kind)
            select user_id, surface, entity_id, kind
            from unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) as given (user_id, surface, entity_id, kind)
            where surface in (select name from search_surface)
            """;

        return db.ExecuteAsync(
            sql,
            [
                batch.Select(s => s.UserId).ToArray(), batch.Select(s => s.Surface).ToArray(),
                batch.Select(s => s.EntityId).ToArray(), batch.Select(s => s.Kind.ToText()).ToArray(),
            ], ct);
    }
}
