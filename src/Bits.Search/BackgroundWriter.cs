using System.Threading.Channels;
using Bits.Shared;
using Npgsql;

namespace Bits.Search;

/// <summary>Writes items in the background, many per statement. Never blocks or fails its caller: drops and counts items when
/// the queue is full or the database refuses them. Safe for concurrent use.</summary>
sealed class BackgroundWriter<T> : IAsyncDisposable
{
    const int MaxBatch = 1_000;

    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    readonly NpgsqlDataSource _dataSource;
    readonly Func<NpgsqlConnection, IReadOnlyList<T>, Task<int>> _write;
    readonly TimeProvider _clock;
    readonly Channel<T> _waiting;
    readonly Task _writing;
    long _dropped;

    /// <param name="dataSource">The database.</param>
    /// <param name="capacity">The length of the queue, from 1.</param>
    /// <param name="clock">Measures the pause between two batches.</param>
    /// <param name="write">Writes a batch and returns the number of items written.</param>
    public BackgroundWriter(
        NpgsqlDataSource dataSource, int capacity, TimeProvider clock, Func<NpgsqlConnection, IReadOnlyList<T>, Task<int>> write)
    {
        (_dataSource, _write, _clock) = (dataSource, write, clock);
        _waiting = Channel.CreateBounded<T>(new BoundedChannelOptions(capacity) { SingleReader = true });
        _writing = WriteAllAsync();
    }

    /// <summary>Gets the number of dropped items.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Queues an item, or drops it; returns at once.</summary>
    public bool TryAdd(T item) => _waiting.Writer.TryWrite(item) || !Drop(1);

    /// <summary>Counts dropped items.</summary>
    /// <returns>True.</returns>
    public bool Drop(int items)
    {
        Interlocked.Add(ref _dropped, items);
        SearchTelemetry.CountDropped(items);
        return true;
    }

    /// <summary>Writes the queued items and accepts no more.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _writing.ConfigureAwait(false);
    }

    async Task WriteAllAsync()
    {
        var batch = new List<T>();
        while (await _waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (batch.Count < MaxBatch && _waiting.Reader.TryRead(out var item))
                batch.Add(item);
            await TryWriteAsync(batch).ConfigureAwait(false);
            batch.Clear();
            if (!_waiting.Reader.Completion.IsCompleted && _waiting.Reader.Count == 0)
                await Task.WhenAny(Task.Delay(Pause, _clock), _waiting.Reader.Completion).ConfigureAwait(false);
        }
    }

    async Task TryWriteAsync(List<T> batch)
    {
        try
        {
            var written = await _dataSource.WithConnectionAsync(db => _write(db, batch), CancellationToken.None).ConfigureAwait(false);
            if (written < batch.Count)
                Drop(batch.Count - written);
        }
#pragma warning disable CA1031 // a lost batch fails no caller, and the next may succeed
        catch (Exception)
#pragma warning restore CA1031
        {
            Drop(batch.Count);
        }
    }
}
