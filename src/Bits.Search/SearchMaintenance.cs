using System.Diagnostics.CodeAnalysis;
using Bits.Search.Statistics;
using Bits.Shared;
using Npgsql;

namespace Bits.Search;

/// <summary>Maintains the index. Every call is safe to repeat and to run beside searches and writers.</summary>
/// <param name="options">The same options as the searcher's. Default: English alone, nothing public.</param>
public sealed partial class SearchMaintenance(SearchOptions? options = null)
{
    const int DefaultSignalMonths = 13;
    const int DefaultQueryMonths = 3;

    readonly SearchOptions _options = (options ?? new()).Checked();

    /// <summary>Counts the words of public documents. Before the first run every word counts the same and the search corrects
    /// no typos. Reads the whole index, about 10 seconds for a million documents.</summary>
    /// <returns>The version of the statistics. Cursors of the two previous versions stay valid.</returns>
    public Task<int> RefreshStatisticsAsync(NpgsqlConnection db, CancellationToken ct = default) =>
        StatisticsTable.RefreshAsync(db, [.. _options.PublicTags.Select(tag => tag.Value)], ct);

    /// <summary>Creates the partitions of signals for this month and the next two, and drops those older than
    /// <paramref name="keepMonths"/>.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="keepMonths">1 to 120; default 13.</param>
    /// <param name="ct">Stops the call.</param>
    public Task PrepareSignalsAsync(
        NpgsqlConnection db, int keepMonths = DefaultSignalMonths, CancellationToken ct = default)
    {
        const string sql = "select search_partitions('search_signal', $1)";

        return PrepareAsync(db, sql, keepMonths, ct);
    }

    /// <summary>Creates and drops the partitions of the query log in the same way.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="keepMonths">1 to 120; default 3.</param>
    /// <param name="ct">Stops the call.</param>
    public Task PrepareQueriesAsync(
        NpgsqlConnection db, int keepMonths = DefaultQueryMonths, CancellationToken ct = default)
    {
        const string sql = "select search_partitions('search_query', $1)";

        return PrepareAsync(db, sql, keepMonths, ct);
    }

    static Task<int> PrepareAsync(NpgsqlConnection db, [ConstantExpected] string sql, int keepMonths, CancellationToken ct)
    {
        if (keepMonths is < 1 or > 120)
            throw new InvalidArgumentException(nameof(keepMonths), $"is {keepMonths}. Use 1 to 120.");
        return db.ExecuteAsync(sql, [keepMonths], ct);
    }

    /// <summary>Runs what is due. Refreshes statistics that are a day old or a fifth behind the index, calls
    /// <see cref="PrepareSignalsAsync"/> and <see cref="PrepareQueriesAsync"/>, and deletes tombstones older than
    /// thirty days. When many processes call at once, one works and the others return.</summary>
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

    /// <summary>Reports the state of the index.</summary>
    public async Task<SearchStatus> StatusAsync(NpgsqlConnection db, CancellationToken ct = default)
    {
        const string surfaces = "select surface, count(*)::int from search_document where deleted_at is null group by surface order by surface";
        const string sql = """
            select count(*) filter (where index_version < $1 and deleted_at is null)::int,
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

/// <summary>Describes the state of the index.</summary>
/// <param name="Documents">The number of documents, by surface.</param>
/// <param name="ToReindex">The number of documents that an earlier version of the library indexed.</param>
/// <param name="StatisticsVersion">The version of the latest word statistics; null before the first.</param>
/// <param name="StatisticsAt">The time of the latest word statistics.</param>
public sealed record SearchStatus(
    IReadOnlyDictionary<string, int> Documents, int ToReindex, int? StatisticsVersion, DateTimeOffset? StatisticsAt);
