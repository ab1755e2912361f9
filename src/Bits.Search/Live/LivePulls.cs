using System.Diagnostics;
using Npgsql;

namespace Bits.Search.Live;

/// <summary>Catches a loaded index up, and gives each search the documents as of a moment that is not before it came.
/// </summary>
sealed class LivePulls : IAsyncDisposable
{
    const int MostAtOnce = 1_000_000;

    readonly int _most;
    readonly LiveIndexMeter _meter;
    readonly Action<Exception> _failed;
    readonly PullConnection _connection;
    readonly GroupedPull<LiveMoment?> _shared;
    readonly SemaphoreSlim _attention = new(0);
    volatile LiveState? _state;

    /// <param name="dataSource">Where the documents are.</param>
    /// <param name="most">How many changes a search takes in.</param>
    /// <param name="meter">Is told of each pull.</param>
    /// <param name="failed">Is told of each pull for all that failed; nobody else hears of it.</param>
    public LivePulls(NpgsqlDataSource dataSource, int most, LiveIndexMeter meter, Action<Exception> failed)
    {
        (_most, _meter, _failed, _connection) = (most, meter, failed, new(dataSource));
        _shared = new(TryPullAsync);
    }

    /// <summary>The index; null while there is none, or when it has to be loaded anew.</summary>
    public LiveState? State
    {
        get => _state;
        set => _state = value;
    }

    /// <summary>Waits until the index needs attention, or for so long.</summary>
    public Task WaitAsync(TimeSpan longest, CancellationToken ct) => _attention.WaitAsync(longest, ct);

    /// <summary>The documents as of now, for a caller who has no changes of their own. Callers that come at once share a
    /// statement.</summary>
    /// <returns>Null where the index has no answer.</returns>
    public async ValueTask<LiveMoment?> OpenAsync(CancellationToken ct) =>
        _state is { IsBehind: false } ? await _shared.JoinAsync().WaitAsync(ct).ConfigureAwait(false) : null;

    /// <summary>The documents as the next statement of this connection would see them, with its own changes.</summary>
    /// <returns>Null where the index has no answer.</returns>
    public async ValueTask<LiveMoment?> OpenAsync(NpgsqlConnection db, CancellationToken ct)
    {
        if (_state is not { IsBehind: false } state)
            return null;

        return await OwnTransaction.ReadAsync(db, ct).ConfigureAwait(false) switch
        {
            OwnTransaction.Kind.HasWrittenNothing => await OpenAsync(ct).ConfigureAwait(false),
            OwnTransaction.Kind.HasWritten => await OpenOwnAsync(state, db, ct).ConfigureAwait(false),
            OwnTransaction.Kind.HasOneSnapshot => null, // it may be older than the view
        };
    }

    async Task<LiveMoment?> OpenOwnAsync(LiveState state, NpgsqlConnection db, CancellationToken ct)
    {
        var view = state.Documents.View;
        await using var command = ChangeReader.Command(db);
        var pull = await state.Reader.ReadAsync(command, view.Moment.Snapshot, _most, ct).ConfigureAwait(false);

        return !pull.IsCut && pull.Horizon.Reaches(view.Moment.Snapshot, state.Horizon)
            ? state.At(view, pull.Moment, OwnChanges.Of(pull.Changes, view.Averages))
            : null;
    }

    /// <summary>Takes in however much has changed.</summary>
    /// <returns>Whether the index is up to date.</returns>
    public async Task<bool> CatchUpAsync(CancellationToken ct)
    {
        if (_state is not { IsBehind: true } state)
            return await OpenAsync(ct).ConfigureAwait(false) is not null;

        state.IsBehind = await PullAsync(MostAtOnce, ct).ConfigureAwait(false) is null;
        return !state.IsBehind;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        // A pull may be under way for a search that has gone. The one that comes after it finds nothing to do, as do all later ones.
        _state = null;
        await _shared.JoinAsync().ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
        _attention.Dispose();
    }

    // A search does not fail with the index: the database answers it. What is no fault of the database's may have left the
    // index half-changed: it is loaded anew.
    async Task<LiveMoment?> TryPullAsync()
    {
        try
        {
            return await PullAsync(_most, CancellationToken.None).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // whatever it was
        catch (Exception e)
#pragma warning restore CA1031
        {
            _failed(e);
            return e is NpgsqlException or TimeoutException ? null : Forget();
        }
    }

    async Task<LiveMoment?> PullAsync(int most, CancellationToken ct)
    {
        if (_state is not { } state || (state.IsBehind && most == _most))
            return null;

        var started = Stopwatch.GetTimestamp();
        var view = state.Documents.View;
        var pull = await ReadAsync(state, view, most, ct).ConfigureAwait(false);
        if (!pull.Horizon.Reaches(view.Moment.Snapshot, state.Horizon) || (pull.IsCut && most == MostAtOnce))
            return Forget();
        if (pull.IsCut)
            return FallBehind(state);

        state.Horizon = pull.Horizon;
        state.Documents.Apply(pull.Changes, pull.Moment);
        _meter.Pulled(Stopwatch.GetElapsedTime(started), pull.Changes.Count);
        return state.At(state.Documents.View, pull.Moment, own: null);
    }

    async Task<ChangePull> ReadAsync(LiveState state, LiveView view, int most, CancellationToken ct)
    {
        try
        {
            var command = await _connection.CommandAsync(ct).ConfigureAwait(false);
            return await state.Reader.ReadAsync(command, view.Moment.Snapshot, most, ct).ConfigureAwait(false);
        }
        catch
        {
            await _connection.DropAsync().ConfigureAwait(false);
            throw;
        }
    }

    LiveMoment? Forget()
    {
        _state = null;
        _attention.Release();
        return null;
    }

    LiveMoment? FallBehind(LiveState state)
    {
        state.IsBehind = true;
        _attention.Release();
        return null;
    }
}
