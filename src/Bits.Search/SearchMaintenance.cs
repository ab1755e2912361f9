using Bits.Search.Statistics;
using Npgsql;

namespace Bits.Search;

/// <summary>What a job does for the index now and then. Every call is safe to repeat and to run beside searches and
/// writers.</summary>
/// <param name="options">The same as the searcher's. Default: English alone.</param>
public sealed class SearchMaintenance(SearchOptions? options = null)
{
    readonly SearchOptions _options = (options ?? new()).Checked();

    /// <summary>Counts how rare the words of public documents are: until it has run once, every word counts the same and
    /// no typing error is understood. Reads the whole index, about 10 seconds for a million documents.</summary>
    /// <returns>The version of the statistics. The two before stay, for those who page through results; older
    /// cursors end.</returns>
    public Task<int> RefreshStatisticsAsync(NpgsqlConnection db, CancellationToken ct = default) =>
        StatisticsTable.RefreshAsync(db, [.. _options.PublicTags.Select(tag => tag.Value)], ct);
}
