using Bits.Shared;
using Npgsql;

namespace Bits.Search;

/// <summary>Finds documents, the best first, and none that the caller may not see.</summary>
/// <remarks>A search sees every document whose transaction has committed before it, and on the connection of an open
/// transaction also what that has written. Safe for concurrent use; nothing is cached.</remarks>
/// <param name="dataSource">Where the table is; see <see cref="SearchSchema"/>.</param>
public sealed class Searcher(NpgsqlDataSource dataSource)
{
    const int MaxTextBytes = 4 * 1024;

    /// <inheritdoc cref="SearchAsync(NpgsqlConnection, SearchQuery, CancellationToken)"/>
    public Task<SearchPage> SearchAsync(SearchQuery query, CancellationToken ct = default) =>
        dataSource.WithConnectionAsync(db => SearchAsync(db, query, ct), ct);

    /// <summary>One page of what fits the query and the caller's audience tags.</summary>
    /// <remarks>The order is that of <c>ts_rank</c> in whole millionths and then of the document's number, so that
    /// pages meet without a gap.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The limit is out of range.</exception>
    public async Task<SearchPage> SearchAsync(NpgsqlConnection db, SearchQuery query, CancellationToken ct = default)
    {
        const string sql = """
            select d.surface, d.entity_id, d.title, left(d.body, 200), r.rank, d.id
            from plainto_tsquery('english', $1) as q
            join search_document d on d.tsv @@ q and d.audience_tags && $2::text[]
            cross join lateral (select (ts_rank(d.tsv, q) * 1000000)::int as rank) r
            where ($3::text[] is null or d.surface = any($3))
              and ($4::int is null or (r.rank, d.id) < ($4, $5))
            order by r.rank desc, d.id desc
            limit $6
            """;

        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1, "query.Limit");
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, 100, "query.Limit");

        var text = PostgresText.Cleaned(query.Text, MaxTextBytes);
        var rows = await db.QueryAsync(
            sql,
            [
                text, query.AudienceTags.Select(tag => tag.Value).ToArray(), query.Surfaces?.ToArray(),
                query.After?.Rank, query.After?.Id, query.Limit + 1,
            ],
            row => (Hit: ReadHit(row), Id: row.GetInt64(5)), ct).ConfigureAwait(false);

        var page = rows.Take(query.Limit).ToList();
        return new(
            [.. page.Select(row => row.Hit)],
            Next: rows.Count > query.Limit ? new(page[^1].Hit.Rank, page[^1].Id) : null,
            HasSearchableWords: rows.Count > 0 || await HasWordsAsync(db, text, ct).ConfigureAwait(false));
    }

    static async Task<bool> HasWordsAsync(NpgsqlConnection db, string text, CancellationToken ct)
    {
        const string sql = "select numnode(plainto_tsquery('english', $1)) > 0";

        return await db.FindAsync(sql, [text], row => row.GetBoolean(0), ct).ConfigureAwait(false);
    }

    static SearchHit ReadHit(NpgsqlDataReader row) => new(
        Surface: row.GetString(0),
        EntityId: row.GetString(1),
        Title: row.GetString(2),
        Excerpt: row.GetString(3),
        Rank: row.GetInt32(4));
}
