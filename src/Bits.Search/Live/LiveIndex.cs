using Bits.Search.Live;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Bits.Search;

/// <summary>The documents in the memory of this process. Before every search it reads, in one statement, what has committed
/// since, so that it finds exactly what the database would find: 10 to 100 times faster.</summary>
/// <remarks>
/// <para>Give it to a <see cref="Searcher"/> and let <see cref="RunAsync"/> run. While it loads, about 20 seconds for a
/// million documents, and whenever it has no answer, the database answers: the same, more slowly.</para>
/// <para>Each process has its own; any number of them may run. It needs the primary server: a read replica does not tell
/// which transactions are in progress. Safe for concurrent use.</para>
/// </remarks>
public sealed class LiveIndex : IAsyncDisposable
{
    static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);
    static readonly TimeSpan LongPause = TimeSpan.FromMinutes(10);
    const int MostDoublings = 4;

    readonly NpgsqlDataSource _dataSource;
    readonly LiveIndexOptions _options;
    readonly ILogger _log;
    readonly LivePulls _pulls;
    readonly ChangePruner _pruner;
    readonly IDisposable _gauges;
    LiveIndexState _why = LiveIndexState.Off;
    int _failures; // in a row
    int _pullFails;

    /// <param name="dataSource">Where the documents are; see <see cref="SearchSchema"/>. One connection stays open and
    /// keeps a plan, so give it direct connections, not ones through a transaction pooler.</param>
    /// <param name="options">How it works. Default: the defaults.</param>
    /// <param name="log">Is told what went wrong. Default: nobody is.</param>
    public LiveIndex(NpgsqlDataSource dataSource, LiveIndexOptions? options = null, ILogger<LiveIndex>? log = null)
    {
        (_dataSource, _options, _log) = (dataSource, options ?? new(), log ?? NullLogger<LiveIndex>.Instance);
        _pulls = new(dataSource, _options.MaxChangesPerSearch, Meter, PullFailed);
        _pruner = new(dataSource, _options.KeepChanges);
        _gauges = SearchTelemetry.Observe(this);
    }

    internal LiveIndexMeter Meter { get; } = new();

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

    // The documents as of now, null where the index has no answer. A connection is given where it may have changes of its own.
    internal ValueTask<LiveMoment?> OpenAsync(NpgsqlConnection? db, CancellationToken ct) =>
        db is null ? _pulls.OpenAsync(ct) : _pulls.OpenAsync(db, ct);

    /// <summary>Loads and follows until told to stop. Whatever goes wrong, it waits and tries again, and the database
    /// answers meanwhile.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (_options.IsEnabled && !stopping.IsCancellationRequested)
        {
            try
            {
                await (_pulls.State is null ? LoadAsync(stopping) : FollowAsync(stopping)).ConfigureAwait(false);
                _failures = 0;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // an index that fails is no reason for the host to end
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
        return _pulls.DisposeAsync();
    }

    // How long to wait: longer each time, and not for as long as others that failed at the same moment.
    TimeSpan Failed(Exception e)
    {
        var pause = _options.RetryAfter * Math.Pow(2, Math.Min(_failures++, MostDoublings)) * (0.5 + (Random.Shared.NextDouble() / 2));
        _why = LiveIndexState.Failed;
        if (e is not (NpgsqlException or TimeoutException))
            _pulls.State = null;

        SearchTelemetry.CountFailure();
        _log.LiveIndexFailed(pause, e);
        return pause;
    }

    // Each search finds out anew while the database is away: one line says it.
    void PullFailed(Exception e)
    {
        SearchTelemetry.CountFailure();
        if (Interlocked.Exchange(ref _pullFails, 1) == 0)
            _log.LivePullFailed(e);
    }

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
        if (await _pulls.CatchUpAsync(ct).ConfigureAwait(false))
            Interlocked.Exchange(ref _pullFails, 0);
        if (_pulls.State is { Documents.Merging: { IsFaulted: true } merge })
            await merge.ConfigureAwait(false);
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
