using System.Collections.Concurrent;
using Npgsql;

namespace Bits.Search.Statistics;

/// <summary>Caches the latest snapshots. Safe for concurrent use.</summary>
sealed class StatisticsCache
{
    static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(5);

    readonly Reloaded<StatisticsSnapshot> _latest;
    readonly ConcurrentDictionary<int, StatisticsSnapshot> _kept = new();

    /// <param name="clock">The clock for reloading.</param>
    public StatisticsCache(TimeProvider clock) => _latest = new(ReadLatestAsync, MaxAge, clock);

    /// <summary>Returns the snapshot of a version, or the latest.</summary>
    /// <exception cref="SearchCursorException">The version is pruned.</exception>
    public async ValueTask<StatisticsSnapshot> GetAsync(NpgsqlConnection db, int? version, CancellationToken ct)
    {
        var latest = await _latest.GetAsync(db, ct).ConfigureAwait(false);
        if (version is not { } wanted || wanted == latest.Version)
            return latest;
        if (_kept.TryGetValue(wanted, out var kept))
            return kept;

        return await StatisticsTable.ReadAsync(db, wanted, ct).ConfigureAwait(false) is { } read
            ? Keep(read)
            : throw new SearchCursorException();
    }

    async Task<StatisticsSnapshot> ReadLatestAsync(NpgsqlConnection db, StatisticsSnapshot? known, CancellationToken ct) =>
        Keep(await StatisticsTable.ReadLatestAsync(db, known, ct).ConfigureAwait(false));

    StatisticsSnapshot Keep(StatisticsSnapshot snapshot)
    {
        _kept[snapshot.Version] = snapshot;
        foreach (var old in _kept.Keys.Where(version => version <= _kept.Keys.Max() - StatisticsTable.VersionsKept))
            _kept.TryRemove(old, out _);

        return snapshot;
    }
}
