using System.Threading.Channels;
using Bits.Shared;
using Npgsql;

namespace Bits.Search;

/// <summary>Writes things in the background, many in a statement. Never blocks who gives them and never fails them: what is
/// too much, or what the database refuses, is dropped and counted. Safe for concurrent use.</summary>
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

    /// <param name="dataSource">Where to.</param>
    /// <param name="capacity">How many things may wait, from 1.</param>
    /// <param name="clock">Measures the pause between two batches.</param>
    /// <param name="write">Writes a batch.</param>
    public BackgroundWriter(
        NpgsqlDataSource dataSource, int capacity, TimeProvider clock, Func<NpgsqlConnection, IReadOnlyList<T>, Task<int>> write)
    {
        (_dataSource, _write, _clock) = (dataSource, write, clock);
        _waiting = Channel.CreateBounded<T>(new BoundedChannelOptions(capacity) { SingleReader = true });
        _writing = WriteAllAsync();
    }

    /// <summary>How many things were dropped.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Takes a thing, or drops it; returns at once.</summary>
    public bool TryAdd(T thing) => _waiting.Writer.TryWrite(thing) || !Drop(1);

    /// <summary>Counts what is not worth trying.</summary>
    /// <returns>True.</returns>
    public bool Drop(int things)
    {
        Interlocked.Add(ref _dropped, things);
        SearchTelemetry.CountDropped(things);
        return true;
    }

    /// <summary>Writes what waits, and takes no more.</summary>
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
            while (batch.Count < MaxBatch && _waiting.Reader.TryRead(out var thing))
                batch.Add(thing);
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
            await _dataSource.WithConnectionAsync(db => _write(db, batch), CancellationToken.None).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // none of this is worth a failure, and the next batch may be good
        catch (Exception)
#pragma warning restore CA1031
        {
            Drop(batch.Count);
        }
    }
}
