using Bits.Search.Live;
using Bits.Search.Live.Follow;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Bits.Search;

/// <summary>Holds all documents in the memory of this process. Reads new commits before every search, in one statement, so it
/// finds exactly what the database would find, 10 to 100 times faster.</summary>
/// <remarks>
/// <para>Pass it to a <see cref="Searcher"/> and start <see cref="RunAsync"/>. Loading takes about 20 seconds for a million
/// documents. The database answers meanwhile, and when the index cannot.</para>
/// <para>Any number of processes may run one. It needs the primary server: a read replica does not report which
/// transactions are in progress. Safe for concurrent use.</para>
/// </remarks>
public sealed class LiveIndex : IAsyncDisposable
{
    static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);
    static readonly TimeSpan LongPause = TimeSpan.FromMinutes(10);
    const int MaxDoublings = 4;

    readonly NpgsqlDataSource _dataSource;
    readonly LiveIndexOptions _options;
    readonly ILogger _log;
    readonly ChangeFollower _follower;
    readonly ChangePruner _pruner;
    readonly IDisposable _gauges;
    LiveIndexState _why = LiveIndexState.Off;
    int _failures; // in a row
    int _fetchFailures;

    /// <param name="dataSource">The database with the tables; see <see cref="SearchSchema"/>. One connection stays open and
    /// keeps a plan: use direct connections, without a transaction pooler.</param>
    /// <param name="options">The options. Default: all defaults.</param>
    /// <param name="log">Logs failures. Default: null, no log.</param>
    public LiveIndex(NpgsqlDataSource dataSource, LiveIndexOptions? options = null, ILogger<LiveIndex>? log = null)
    {
        (_dataSource, _options, _log) = (dataSource, options ?? new(), log ?? NullLogger<LiveIndex>.Instance);
        _follower = new(dataSource, _options.MaxChangesPerSearch, Meter, FetchFailed);
        _pruner = new(dataSource, _options.KeepChanges);
        _gauges = SearchTelemetry.Observe(this);
    }

    internal LiveIndexMeter Meter { get; } = new();

    /// <summary>Gets the state of the index.</summary>
    public LiveIndexHealth Health
    {
        get
        {
            var state = _follower.State;
            return new(
                state is null ? _why : state.IsBehind ? LiveIndexState.Behind : LiveIndexState.Ready,
                state?.Documents.Count ?? 0, state?.Bytes ?? 0, state?.Documents.Current.Segments.Count ?? 0, Meter.Lag,
                Meter.LastFetch, Meter.Answers, Meter.Fallbacks);
        }
    }

    // Begins a search; null when the index cannot answer.
    internal LiveOpening? Begin() => _follower.Begin();

    /// <summary>Loads the documents and follows changes until cancelled. Retries after every failure; the database answers
    /// meanwhile.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (_options.IsEnabled && !stopping.IsCancellationRequested)
        {
            try
            {
                await (_follower.State is null ? LoadAsync(stopping) : FollowAsync(stopping)).ConfigureAwait(false);
                _failures = 0;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // a failing index must not end the host
            catch (Exception e)
#pragma warning restore CA1031
            {
                await WaitAsync(Failed(e), stopping).ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        _gauges.Dispose();
        return _follower.DisposeAsync();
    }

    // Doubles the pause with each failure, with jitter: nodes that failed together retry apart.
    TimeSpan Failed(Exception e)
    {
        var pause = _options.RetryAfter * Math.Pow(2, Math.Min(_failures++, MaxDoublings)) * (0.5 + (Random.Shared.NextDouble() / 2));
        _why = LiveIndexState.Failed;
        if (e is not (NpgsqlException or TimeoutException))
            _follower.State = null;

        SearchTelemetry.CountFailure();
        _log.LiveIndexFailed(pause, e);
        return pause;
    }

    // Every search fails to fetch while the database is away: log it once.
    void FetchFailed(Exception e)
    {
        SearchTelemetry.CountFailure();
        if (Interlocked.Exchange(ref _fetchFailures, 1) == 0)
            _log.LiveFetchFailed(e);
    }

    async Task LoadAsync(CancellationToken ct)
    {
        _why = LiveIndexState.Loading;
        var loaded = await new LiveLoader(_dataSource, _options.MaxBytes).LoadAsync(ct).ConfigureAwait(false);
        if (loaded.State is { } state)
        {
            _follower.State = state;
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
        if (await _follower.CatchUpAsync(ct).ConfigureAwait(false))
            Interlocked.Exchange(ref _fetchFailures, 0);
        if (_follower.State is { Documents.Merging: { IsFaulted: true } merge })
            await merge.ConfigureAwait(false);
        await _pruner.PruneSometimesAsync(ct).ConfigureAwait(false);
        if (_follower.State is { } state && (state.Bytes > _options.MaxBytes || state.IsWasteful))
            _follower.State = null;
        if (_follower.State is { IsBehind: false })
            await _follower.WaitAsync(Heartbeat, ct).ConfigureAwait(false);
    }

    static async Task WaitAsync(TimeSpan time, CancellationToken ct)
    {
        try
        {
            await Task.Delay(time, ct).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The loop checks the token.
        }
    }
}
