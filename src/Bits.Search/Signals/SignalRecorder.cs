using System.Threading.Channels;
using Bits.Shared;
using Npgsql;

namespace Bits.Search.Signals;

/// <summary>Records signals in the background, many in a statement. Never blocks its caller and never fails them: when
/// more come than the database takes, signals are dropped and counted.</summary>
/// <remarks>Safe for concurrent use. A signal is stored within about a second; those of a process that is killed are
/// lost. Dispose it to write what is left.</remarks>
public sealed class SignalRecorder : IAsyncDisposable
{
    const int MaxBatch = 1_000;

    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    readonly NpgsqlDataSource _dataSource;
    readonly TimeProvider _clock;
    readonly Channel<Signal> _waiting;
    readonly Task _writing;
    long _dropped;

    /// <param name="dataSource">Where the tables are; see <see cref="SearchSchema"/>.</param>
    /// <param name="capacity">How many signals may wait, from 1; default 10,000.</param>
    /// <param name="clock">Default: the system's.</param>
    public SignalRecorder(NpgsqlDataSource dataSource, int capacity = 10_000, TimeProvider? clock = null)
    {
        (_dataSource, _clock) = (dataSource, clock ?? TimeProvider.System);
        _waiting = Channel.CreateBounded<Signal>(new BoundedChannelOptions(capacity) { SingleReader = true });
        _writing = WriteAllAsync();
    }

    /// <summary>How many signals were dropped: because too many waited, or because the database refused them.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Takes a signal, or drops it; returns at once.</summary>
    /// <returns>False when it was dropped: the surface or the id is none, or too many wait.</returns>
    public bool Record(Signal signal)
    {
        if (Surfaces.All.Contains(signal.Surface) && signal.EntityId is { Length: >= 1 and <= 200 } id
            && !id.Contains('\0', StringComparison.Ordinal) && _waiting.Writer.TryWrite(signal))
            return true;

        Interlocked.Increment(ref _dropped);
        return false;
    }

    /// <summary>Writes what waits, and takes no more.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _writing.ConfigureAwait(false);
    }

    async Task WriteAllAsync()
    {
        var batch = new List<Signal>();
        while (await _waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (batch.Count < MaxBatch && _waiting.Reader.TryRead(out var signal))
                batch.Add(signal);
            await TryWriteAsync(batch).ConfigureAwait(false);
            batch.Clear();
            if (!_waiting.Reader.Completion.IsCompleted && _waiting.Reader.Count == 0)
                await Task.WhenAny(Task.Delay(Pause, _clock), _waiting.Reader.Completion).ConfigureAwait(false);
        }
    }

    async Task TryWriteAsync(List<Signal> batch)
    {
        try
        {
            await _dataSource.WithConnectionAsync(
                db => WriteAsync(db, batch, CancellationToken.None), CancellationToken.None).ConfigureAwait(false);
        }
        catch (NpgsqlException) // the database is away: a signal is not worth a failure
        {
            Interlocked.Add(ref _dropped, batch.Count);
        }
    }

    static Task<int> WriteAsync(NpgsqlConnection db, List<Signal> batch, CancellationToken ct)
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
