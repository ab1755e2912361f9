using System.Diagnostics;
using Bits.Search.Live.Scan;
using Bits.Search.Live.Segments;
using Npgsql;

namespace Bits.Search.Live.Follow;

/// <summary>Reads changes into a loaded index, and opens the documents for each search as of its start or later.</summary>
sealed class ChangeFollower : IAsyncDisposable
{
    const int MaxAtOnce = 1_000_000;

    readonly int _max;
    readonly LiveIndexMeter _meter;
    readonly Action<Exception> _failed;
    readonly FetchConnection _connection;
    readonly CoalescedFetch<IndexSnapshot?> _shared;
    readonly SemaphoreSlim _attention = new(0);
    volatile LiveState? _state;
    volatile bool _isQuiet; // the last read found no changes

    /// <param name="dataSource">The database with the documents.</param>
    /// <param name="max">The maximum number of changes that a search reads.</param>
    /// <param name="meter">Counts reads of changes.</param>
    /// <param name="failed">Receives the exception of a failed shared fetch.</param>
    public ChangeFollower(NpgsqlDataSource dataSource, int max, LiveIndexMeter meter, Action<Exception> failed)
    {
        (_max, _meter, _failed, _connection) = (max, meter, failed, new(dataSource));
        _shared = new(TryFetchAsync);
    }

    /// <summary>Gets or sets the index; null when it needs to load.</summary>
    public LiveState? State
    {
        get => _state;
        set => _state = value;
    }

    /// <summary>Waits until the index needs attention, or until the time-out.</summary>
    public Task WaitAsync(TimeSpan max, CancellationToken ct) => _attention.WaitAsync(max, ct);

    /// <summary>Begins a search. Searches that begin together share a read of changes.</summary>
    /// <returns>Null when the index cannot answer.</returns>
    public LiveOpening? Begin()
    {
        if (_state is not { IsBehind: false } state)
            return null;

        var (now, segments) = (_shared.JoinAsync(), state.Documents.Current);
        return new(this, _isQuiet ? state.At(segments, segments.AsOf, own: null) : null, now);
    }

    /// <summary>Opens the documents as the next statement of this connection would see them, with its own changes.</summary>
    /// <returns>Null when the index cannot answer.</returns>
    public async ValueTask<IndexSnapshot?> OpenOwnAsync(NpgsqlConnection db, CancellationToken ct)
    {
        if (_state is not { IsBehind: false } state)
            return null;

        var segments = state.Documents.Current;
        await using var command = ChangeReader.Command(db);
        var fetched = await state.Reader.ReadAsync(command, segments.AsOf.Snapshot, _max, ct).ConfigureAwait(false);

        return !fetched.IsCut && fetched.Horizon.Reaches(segments.AsOf.Snapshot, state.Horizon)
            ? state.At(segments, fetched.AsOf, OwnChanges.Of(fetched.Changes, segments.Averages))
            : null;
    }

    /// <summary>Reads all changes.</summary>
    /// <returns>Whether the index is up to date.</returns>
    public async Task<bool> CatchUpAsync(CancellationToken ct)
    {
        if (_state is not { IsBehind: true } state)
            return _state is not null && await _shared.JoinAsync().WaitAsync(ct).ConfigureAwait(false) is not null;

        state.IsBehind = await FetchAsync(MaxAtOnce, ct).ConfigureAwait(false) is null;
        return !state.IsBehind;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        // A fetch may run for a search that has ended. Waits for the next one, which has nothing to do.
        _state = null;
        await _shared.JoinAsync().ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
        _attention.Dispose();
    }

    // The database answers a search when the index fails. A failure that is not the database's may leave the index
    // half-changed, so the index reloads.
    async Task<IndexSnapshot?> TryFetchAsync()
    {
        try
        {
            return await FetchAsync(_max, CancellationToken.None).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // any failure falls back to the database
        catch (Exception e)
#pragma warning restore CA1031
        {
            _failed(e);
            return e is NpgsqlException or TimeoutException ? null : Forget();
        }
    }

    async Task<IndexSnapshot?> FetchAsync(int max, CancellationToken ct)
    {
        if (_state is not { } state || (state.IsBehind && max == _max))
            return null;

        var started = Stopwatch.GetTimestamp();
        var segments = state.Documents.Current;
        var fetched = await ReadAsync(state, segments, max, ct).ConfigureAwait(false);
        if (!fetched.Horizon.Reaches(segments.AsOf.Snapshot, state.Horizon) || (fetched.IsCut && max == MaxAtOnce))
            return Forget();
        if (fetched.IsCut)
            return FallBehind(state);

        state.Horizon = fetched.Horizon;
        state.Documents.Apply(fetched.Changes, fetched.AsOf);
        _isQuiet = fetched.Changes.Count == 0;
        _meter.Fetched(Stopwatch.GetElapsedTime(started), fetched.Changes.Count);
        return state.At(state.Documents.Current, fetched.AsOf, own: null);
    }

    async Task<FetchedChanges> ReadAsync(LiveState state, SegmentSet segments, int max, CancellationToken ct)
    {
        try
        {
            var command = await _connection.CommandAsync(ct).ConfigureAwait(false);
            return await state.Reader.ReadAsync(command, segments.AsOf.Snapshot, max, ct).ConfigureAwait(false);
        }
        catch
        {
            await _connection.DropAsync().ConfigureAwait(false);
            throw;
        }
    }

    IndexSnapshot? Forget()
    {
        _state = null;
        _attention.Release();
        return null;
    }

    IndexSnapshot? FallBehind(LiveState state)
    {
        state.IsBehind = true;
        _attention.Release();
        return null;
    }
}
