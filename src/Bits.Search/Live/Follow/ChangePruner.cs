using System.Diagnostics;
using Bits.Shared;
using Npgsql;

namespace Bits.Search.Live.Follow;

/// <summary>Removes changes that the indexes of all nodes have had the time to read.</summary>
/// <remarks>Sets a mark, and removes older changes once the mark is old enough. A running index reads more often; one that
/// slept longer finds the horizon moved, and reloads.</remarks>
sealed class ChangePruner(NpgsqlDataSource dataSource, TimeSpan keep)
{
    static readonly TimeSpan Sometimes = TimeSpan.FromMinutes(1);

    long _last;

    /// <summary>Prunes at most once a minute.</summary>
    public async Task PruneSometimesAsync(CancellationToken ct)
    {
        if (_last != 0 && Stopwatch.GetElapsedTime(_last) < Sometimes)
            return;

        _last = Stopwatch.GetTimestamp();
        await PruneAsync(ct).ConfigureAwait(false);
    }

    /// <summary>Prunes when the mark is old enough.</summary>
    /// <returns>The number of changes removed.</returns>
    public async Task<int> PruneAsync(CancellationToken ct)
    {
        const string sql = """
            with due as (
                select marked_below from search_horizon where marked_at <= now() - $1::interval
                for update skip locked
            ), moved as (
                update search_horizon as h
                set pruned_below = greatest(h.pruned_below, due.marked_below),
                    marked_below = pg_snapshot_xmin(pg_current_snapshot()), marked_at = now()
                from due
            )
            delete from search_change where xid < (select marked_below from due)
            """;

        return await dataSource.WithConnectionAsync(db => db.ExecuteAsync(sql, [keep], ct), ct).ConfigureAwait(false);
    }
}
