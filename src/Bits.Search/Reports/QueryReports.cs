using Bits.Shared;
using Npgsql;

namespace Bits.Search.Reports;

/// <summary>Reports on the query log, for operators. Shows only words that several people asked for, so that no report reveals
/// the searches of one person.</summary>
public static class QueryReports
{
    /// <summary>Lists queries without hits, and those that needed typo corrections, the most frequent first.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="filter">The searches to report on.</param>
    /// <param name="ct">Stops the query.</param>
    /// <exception cref="InvalidArgumentException">The filter is out of range.</exception>
    public static Task<List<QueryReportRow>> ListUnansweredAsync(
        NpgsqlConnection db, QueryReportFilter filter, CancellationToken ct = default)
    {
        const string sql = """
            select words, count(distinct asked_by)::int as people, count(*)::int, percentile_cont(0.95) within group (order by milliseconds),
                   max(taken_as)
            from search_query
            where at > now() - $1::interval and (hits = 0 or taken_as is not null)
            group by words having count(distinct asked_by) >= $2
            order by people desc, words
            limit $3
            """;

        return ReadAsync(db, sql, filter, ct);
    }

    /// <summary>Lists the slowest queries by their 95th percentile.</summary>
    /// <inheritdoc cref="ListUnansweredAsync"/>
    public static Task<List<QueryReportRow>> ListSlowAsync(
        NpgsqlConnection db, QueryReportFilter filter, CancellationToken ct = default)
    {
        const string sql = """
            select words, count(distinct asked_by)::int, count(*)::int, percentile_cont(0.95) within group (order by milliseconds) as p95,
                   max(taken_as)
            from search_query
            where at > now() - $1::interval
            group by words having count(distinct asked_by) >= $2
            order by p95 desc, words
            limit $3
            """;

        return ReadAsync(db, sql, filter, ct);
    }

    /// <summary>Lists queries of more people than in the previous window of the same length.</summary>
    /// <inheritdoc cref="ListUnansweredAsync"/>
    public static Task<List<QueryReportRow>> ListTrendingAsync(
        NpgsqlConnection db, QueryReportFilter filter, CancellationToken ct = default)
    {
        const string sql = """
            select words, people, searches, p95, taken_as
            from (
                select words, count(*) filter (where is_new)::int as searches,
                       count(distinct asked_by) filter (where is_new)::int as people,
                       count(distinct asked_by) filter (where not is_new)::int as before,
                       percentile_cont(0.95) within group (order by milliseconds) filter (where is_new) as p95, max(taken_as) as taken_as
                from search_query cross join lateral (select at > now() - $1::interval) as aged (is_new)
                where at > now() - 2 * $1::interval
                group by words) as asked
            where people >= $2 and people > before
            order by (people + 1.0) / (before + 1) desc, people desc, words
            limit $3
            """;

        return ReadAsync(db, sql, filter, ct);
    }

    static Task<List<QueryReportRow>> ReadAsync(
        NpgsqlConnection db, [System.Diagnostics.CodeAnalysis.ConstantExpected] string sql, QueryReportFilter filter, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(filter);
        if (filter.Window <= TimeSpan.Zero || filter.Window > TimeSpan.FromDays(366))
            throw new InvalidArgumentException("window", $"is {filter.Window}. Use more than zero and at most 366 days.");
        if (filter.MinPeople < 1)
            throw new InvalidArgumentException("minPeople", $"is {filter.MinPeople}. Use at least 1.");
        if (filter.Limit is < 1 or > 1_000)
            throw new InvalidArgumentException("limit", $"is {filter.Limit}. Use 1 to 1,000.");
        return db.QueryAsync(
            sql, [filter.Window, filter.MinPeople, filter.Limit],
            row => new QueryReportRow(
                row.GetString(0), row.GetInt32(1), row.GetInt32(2), TimeSpan.FromMilliseconds(row.GetDouble(3)), row.NullableString(4)),
            ct);
    }
}

/// <summary>Selects the searches of a report.</summary>
public sealed record QueryReportFilter
{
    /// <summary>Gets the window before now, up to 366 days. Default 7 days.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Gets the minimum number of people per row, from 1. Default 3. With 1 the report may reveal the searches of one
    /// person.</summary>
    public int MinPeople { get; init; } = 3;

    /// <summary>Gets the maximum number of rows, 1 to 1,000. Default 20.</summary>
    public int Limit { get; init; } = 20;
}

/// <summary>Describes a query in a report.</summary>
/// <param name="Words">The words as the search compares them: lower case, without signs.</param>
/// <param name="People">The number of people.</param>
/// <param name="Searches">The number of searches.</param>
/// <param name="P95">The 95th percentile of the duration.</param>
/// <param name="TakenAs">The corrections of mistyped words; null without corrections.</param>
public sealed record QueryReportRow(string Words, int People, int Searches, TimeSpan P95, string? TakenAs);
