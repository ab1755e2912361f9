using System.Diagnostics.CodeAnalysis;
using Bits.Search.Statistics;
using Bits.Shared;
using Npgsql;

namespace Bits.Search;

/// <summary>What a job does for the index now and then. Every call is safe to repeat and to run beside searches and
/// writers.</summary>
/// <param name="options">The same as the searcher's. Default: English alone.</param>
public sealed partial class SearchMaintenance(SearchOptions? options = null)
{
    const int DefaultSignalMonths = 13;
    const int DefaultQueryMonths = 3;

    readonly SearchOptions _options = (options ?? new()).Checked();

    /// <summary>Counts how rare the words of public documents are: until it has run once, every word counts the same and
    /// no typing error is understood. Reads the whole index, about 10 seconds for a million documents.</summary>
    /// <returns>The version of the statistics. The two before stay, for those who page through results; older
    /// cursors end.</returns>
    public Task<int> RefreshStatisticsAsync(NpgsqlConnection db, CancellationToken ct = default) =>
        StatisticsTable.RefreshAsync(db, [.. _options.PublicTags.Select(tag => tag.Value)], ct);

    /// <summary>Makes the tables that the signals of this month and the next two go into, and drops those older than
    /// <paramref name="keepMonths"/>.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="keepMonths">1 to 120; default 13.</param>
    /// <param name="ct">Stops it.</param>
    public Task PrepareSignalsAsync(
        NpgsqlConnection db, int keepMonths = DefaultSignalMonths, CancellationToken ct = default)
    {
        const string sql = "select search_partitions('search_signal', $1)";

        return PrepareAsync(db, sql, keepMonths, ct);
    }

    /// <summary>The same for the query log.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="keepMonths">1 to 120; default 3.</param>
    /// <param name="ct">Stops it.</param>
    public Task PrepareQueriesAsync(
        NpgsqlConnection db, int keepMonths = DefaultQueryMonths, CancellationToken ct = default)
    {
        const string sql = "select search_partitions('search_query', $1)";

        return PrepareAsync(db, sql, keepMonths, ct);
    }

    static Task<int> PrepareAsync(NpgsqlConnection db, [ConstantExpected] string sql, int keepMonths, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(keepMonths, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(keepMonths, 120);
        return db.ExecuteAsync(sql, [keepMonths], ct);
    }

    /// <summary>What is due: statistics that are a day old or that the index has outgrown by a fifth,
    /// <see cref="PrepareSignalsAsync"/>, <see cref="PrepareQueriesAsync"/>, and forgetting what was deleted thirty days ago. Of many processes that ask at once one works, the others do nothing.</summary>
    /// <returns>Whether the statistics were refreshed.</returns>
    public async Task<bool> TidyAsync(NpgsqlConnection db, CancellationToken ct = default)
    {
        const string take = "select pg_try_advisory_lock(hashtext('bits.search'), hashtext(current_schema()))";
        const string release = "select pg_advisory_unlock(hashtext('bits.search'), hashtext(current_schema()))";

        if (!await db.FindAsync(take, [], row => row.GetBoolean(0), ct).ConfigureAwait(false))
            return false;

        try
        {
            await PrepareSignalsAsync(db, ct: ct).ConfigureAwait(false);
            await PrepareQueriesAsync(db, ct: ct).ConfigureAwait(false);
            await ForgetDeletedAsync(db, ct).ConfigureAwait(false);
            var isDue = await StatisticsTable.IsDueAsync(db, ct).ConfigureAwait(false);
            if (isDue)
                await RefreshStatisticsAsync(db, ct).ConfigureAwait(false);
            return isDue;
        }
        finally
        {
            await db.ExecuteAsync(release, [], CancellationToken.None).ConfigureAwait(false);
        }
    }

    static Task<int> ForgetDeletedAsync(NpgsqlConnection db, CancellationToken ct)
    {
        const string sql = "delete from search_document where deleted_at < now() - interval '30 days'";

        return db.ExecuteAsync(sql, [], ct);
    }

    /// <summary>How the index stands.</summary>
    public async Task<SearchStatus> StatusAsync(NpgsqlConnection db, CancellationToken ct = default)
    {
        const string surfaces = "select /* maintenance */ surface, count(*)::int from search_document where deleted_at is null group by surface order by surface";
        const string sql = """
            select /* maintenance */ count(*) filter (where index_version < $1 and deleted_at is null)::int,
                   (select max(version) from search_statistics), (select max(computed_at) from search_statistics)
            from search_document
            """;

        var bySurface = await db.QueryAsync(surfaces, [], row => (row.GetString(0), row.GetInt32(1)), ct).ConfigureAwait(false);
        var (stale, version, at) = await db.FindAsync(
            sql, [IndexedDocument.IndexVersion],
            row => (row.GetInt32(0), row.Nullable<int>(1), row.Nullable<DateTimeOffset>(2)), ct).ConfigureAwait(false);
        return new(bySurface.ToDictionary(), stale, version, at);
    }
}

/// <summary>How the index stands.</summary>
/// <param name="Documents">By surface.</param>
/// <param name="ToReindex">Documents that an earlier version of the library made.</param>
/// <param name="StatisticsVersion">The latest word statistics; null before the first.</param>
/// <param name="StatisticsAt">When they were computed.</param>
public sealed record SearchStatus(
    IReadOnlyDictionary<string, int> Documents, int ToReindex, int? StatisticsVersion, DateTimeOffset? StatisticsAt);
