using Microsoft.Extensions.Logging;
using Npgsql;

namespace Bits.Search.Live;

/// <summary>Loads the documents, keeps up with their changes, and loads them anew when it has to.</summary>
/// <remarks>Safe for concurrent use. <see cref="RunAsync"/> has to run; until it has loaded there is no answer, and the
/// caller asks the database.</remarks>
sealed class LiveIndex : IAsyncDisposable
{
    static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    static readonly TimeSpan LongPause = TimeSpan.FromMinutes(10);

    readonly NpgsqlDataSource _dataSource;
    readonly LiveIndexOptions _options;
    readonly ILogger _log;
    readonly LivePulls _pulls;
    readonly ChangePruner _pruner;
    LiveIndexState _why = LiveIndexState.Loading;

    /// <param name="dataSource">Where the documents are.</param>
    /// <param name="options">How it works.</param>
    /// <param name="log">What went wrong.</param>
    public LiveIndex(NpgsqlDataSource dataSource, LiveIndexOptions options, ILogger log)
    {
        (_dataSource, _options, _log) = (dataSource, options, log);
        _pulls = new(dataSource, options.MaxChangesPerSearch, Meter);
        _pruner = new(dataSource, options.KeepChanges);
    }

    /// <summary>What it has done.</summary>
    public LiveIndexMeter Meter { get; } = new();

    /// <summary>How it is.</summary>
    public LiveIndexHealth Health
    {
        get
        {
            var state = _pulls.State;
            return new(
                state is null ? _why : state.IsBehind ? LiveIndexState.Behind : LiveIndexState.Ready,
                state?.Documents.Count ?? 0, state?.Bytes ?? 0, state?.Documents.View.Segments.Count ?? 0, Meter.Lag,
                Meter.LastPull, Meter.Answers, Meter.Fallbacks);
        }
    }

    /// <summary>The documents as of now.</summary>
    /// <param name="db">The caller's connection, where it may have changes of its own; null where it has none.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>Null where the index has no answer.</returns>
    public async ValueTask<LiveMoment?> OpenAsync(NpgsqlConnection? db, CancellationToken ct)
    {
        if (db is not null)
            return await _pulls.OpenAsync(db, ct).ConfigureAwait(false);

        try
        {
            return await _pulls.OpenAsync(ct).ConfigureAwait(false);
        }
        catch (NpgsqlException e)
        {
            _log.LivePullFailed(e);
            return null;
        }
    }

    /// <summary>Works until told to stop.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (_pulls.State is null)
                    await LoadAsync(stopping).ConfigureAwait(false);
                else
                    await FollowAsync(stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or OutOfMemoryException)
            {
                _why = LiveIndexState.Failed;
                _log.LiveIndexFailed(Pause, e);
                await WaitAsync(Pause, stopping).ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _pulls.DisposeAsync();

    async Task LoadAsync(CancellationToken ct)
    {
        _why = LiveIndexState.Loading;
        var loaded = await new LiveLoader(_dataSource, _options.MaxBytes).LoadAsync(ct).ConfigureAwait(false);
        if (loaded.State is { } state)
        {
            _pulls.State = state;
            _log.LiveIndexLoaded(state.Documents.Count, state.Bytes >> 20);
            return;
        }

        _why = loaded.Why;
        if (_why == LiveIndexState.TooLarge)
            _log.LiveIndexTooLarge(_options.MaxMegabytes);
        await WaitAsync(LongPause, ct).ConfigureAwait(false);
    }

    async Task FollowAsync(CancellationToken ct)
    {
        await _pulls.CatchUpAsync(ct).ConfigureAwait(false);
        await _pruner.PruneSometimesAsync(ct).ConfigureAwait(false);
        if (_pulls.State is { } state && (state.Bytes > _options.MaxBytes || state.IsWasteful))
            _pulls.State = null;
        if (_pulls.State is { IsBehind: false })
            await _pulls.WaitAsync(Heartbeat, ct).ConfigureAwait(false);
    }

    static async Task WaitAsync(TimeSpan time, CancellationToken ct)
    {
        try
        {
            await Task.Delay(time, ct).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The loop sees it.
        }
    }
}
