using Bits.Shared;
using Npgsql;

namespace Bits.Search.Reports;

/// <summary>What the query log tells those who keep the index. Words are shown only where several people asked for them, so
/// that no report says what one person looked for.</summary>
public static class QueryReports
{
    /// <summary>What is asked for and not found, the most wanted first; also what was found only by taking words as
    /// mistyped.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="filter">Of which searches.</param>
    /// <param name="ct">Stops the query.</param>
    /// <exception cref="ArgumentException">The filter is out of range.</exception>
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

    /// <summary>What takes longest, by the time that nineteen of twenty searches stay below.</summary>
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

    /// <summary>What more people ask for now than in the time before, as long as the one looked at.</summary>
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
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(filter.Window, TimeSpan.Zero, "filter.Window");
        ArgumentOutOfRangeException.ThrowIfGreaterThan(filter.Window, TimeSpan.FromDays(366), "filter.Window");
        ArgumentOutOfRangeException.ThrowIfLessThan(filter.MinPeople, 1, "filter.MinPeople");
        ArgumentOutOfRangeException.ThrowIfLessThan(filter.Limit, 1, "filter.Limit");
        ArgumentOutOfRangeException.ThrowIfGreaterThan(filter.Limit, 1_000, "filter.Limit");
        return db.QueryAsync(
            sql, [filter.Window, filter.MinPeople, filter.Limit],
            row => new QueryReportRow(
                row.GetString(0), row.GetInt32(1), row.GetInt32(2), TimeSpan.FromMilliseconds(row.GetDouble(3)), row.NullableString(4)),
            ct);
    }
}

/// <summary>Of which searches a report is.</summary>
public sealed record QueryReportFilter
{
    /// <summary>How far back; default 7 days, up to 366.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromDays(7);

    /// <summary>By how many people the words were asked for at least, from 1; default 3. With 1 the report may tell what one
    /// person looked for.</summary>
    public int MinPeople { get; init; } = 3;

    /// <summary>How many rows at most, 1 to 1,000; default 20.</summary>
    public int Limit { get; init; } = 20;
}

/// <summary>Some words that were asked for.</summary>
/// <param name="Words">As they are compared: lower case, without signs.</param>
/// <param name="People">By how many people.</param>
/// <param name="Searches">How often.</param>
/// <param name="P95">The time that nineteen of twenty of these searches stayed below.</param>
/// <param name="TakenAs">What mistyped words were taken for; null where none were.</param>
public sealed record QueryReportRow(string Words, int People, int Searches, TimeSpan P95, string? TakenAs);
