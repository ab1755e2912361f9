using System.Diagnostics.CodeAnalysis;
using Bits.Search.Ranking;
using Bits.Shared;
using Npgsql;

namespace Bits.Search.Paths;

/// <summary>The statements of the SQL path.</summary>
static class CandidateRows
{
    // The rows that the caller may see, on these surfaces, written before the first page. Compares the surface as an
    // expression: with the plain column the planner reads a whole surface from the unique key to AND it with the words.
    const string Filter = $"""
        {Visibility.Predicate}
          and ($4::text[] is null or d.surface || '' = any($4))
          and ($5::text is null or d.updated_at < $6::timestamptz - interval '1 day'
               or pg_visible_in_snapshot(d.changed_xid, $5::text::pg_snapshot))
        """;

    const string Columns = """
        d.id, d.length, d.title_length, d.quality, d.updated_at, d.audience_tags && $7::text[], tsvectorsend(d.tsv),
        (select pg_current_snapshot()::text), statement_timestamp()
        """;

    /// <summary>Reads all matches, in no order; null above a maximum. Omits the vector then: it is most of the cost of
    /// a row.</summary>
    public static async Task<List<RankedRow>?> AllAsync(
        NpgsqlConnection db, PathQuery query, string match, int max, CancellationToken ct)
    {
        const string sql = $"""
            with fitting as materialized (
                select d.id, d.length, d.title_length, d.quality, d.updated_at, d.audience_tags, d.tsv
                from search_document d where {Filter} and d.tsv @@ $3::tsquery limit $8 + 1),
            counted as materialized (select count(*) <= $8 as is_all from fitting)
            select {Columns}, c.is_all from fitting d cross join counted c
            limit (select case when is_all then $8 else 1 end from counted)
            """;

        var isAll = true;
        var reader = new RowReader(query.Query);
        var rows = await db.QueryAsync(
            sql, [.. Arguments(query, match), query.AffinityTags, max],
            row =>
            {
                isAll = row.GetBoolean(9);
                return reader.Read(row);
            }, ct).ConfigureAwait(false);
        return isAll ? rows : null;
    }

    /// <summary>Reads any matching rows.</summary>
    public static Task<List<RankedRow>> AnyAsync(
        NpgsqlConnection db, PathQuery query, string match, int limit, CancellationToken ct)
    {
        const string sql = $"""
            select {Columns} from search_document d where {Filter} and d.tsv @@ $3::tsquery limit $8
            """;

        return ReadAsync(db, sql, query, match, [limit], ct);
    }

    /// <summary>Reads the matching rows with the most of the words of <paramref name="rank"/> first.</summary>
    public static Task<List<RankedRow>> DensestAsync(
        NpgsqlConnection db, PathQuery query, string match, string rank, int limit, CancellationToken ct)
    {
        const string sql = $"""
            select {Columns} from search_document d where {Filter} and d.tsv @@ $3::tsquery
            order by ts_rank(d.tsv, $9::tsquery) desc, d.id desc limit $8
            """;

        return ReadAsync(db, sql, query, match, [limit, rank], ct);
    }

    /// <summary>Reads the same among the rows of some blocks of ids.</summary>
    public static Task<List<RankedRow>> DensestInBlocksAsync(
        NpgsqlConnection db, PathQuery query, string match, string[] blocks, int limit, CancellationToken ct)
    {
        const string sql = $"""
            select {Columns} from search_document d where {Filter} and d.tsv @@ $3::tsquery
              and search_keys(d.surface, d.id) && $9::text[]
            order by ts_rank(d.tsv, $3::tsquery) desc, d.id desc limit $8
            """;

        return ReadAsync(db, sql, query, match, [limit, blocks], ct);
    }

    /// <summary>Reads the same among titles.</summary>
    public static Task<List<RankedRow>> TitlesInBlocksAsync(
        NpgsqlConnection db, PathQuery query, string match, string[] blocks, int limit, CancellationToken ct)
    {
        const string sql = $$"""
            select {{Columns}} from search_document d where {{Filter}} and ts_filter(d.tsv, '{a}') @@ $3::tsquery
              and search_keys(d.surface, d.id) && $9::text[]
            order by ts_rank(d.tsv, $3::tsquery) desc, d.id desc limit $8
            """;

        return ReadAsync(db, sql, query, match, [limit, blocks], ct);
    }

    /// <summary>Reads the highest document id, where the newest blocks begin.</summary>
    public static Task<long> HighestIdAsync(NpgsqlConnection db, CancellationToken ct)
    {
        const string sql = "select coalesce(max(id), 0) from search_document";

        return db.FindAsync(sql, [], row => row.GetInt64(0), ct);
    }

    /// <summary>Reads the current mark.</summary>
    public static async Task<SnapshotMark> ReadMarkAsync(NpgsqlConnection db, CancellationToken ct)
    {
        const string sql = "select pg_current_snapshot()::text, statement_timestamp()";

        return (await db.FindAsync(sql, [], row => new SnapshotMark(row.GetString(0), row.GetFieldValue<DateTimeOffset>(1)), ct)
            .ConfigureAwait(false))!;
    }

    /// <summary>Counts the matches on each surface, each up to a cap.</summary>
    public static async Task<IReadOnlyDictionary<string, int>> CountAsync(
        NpgsqlConnection db, PathQuery query, int cap, CancellationToken ct)
    {
        const string sql = $"""
            select s.surface, counted.documents
            from (select name from search_surface where $4::text[] is null or name = any($4)) as s (surface)
            cross join lateral (
                select count(*)::int from (
                    select 1 from search_document d
                    where {Filter} and d.tsv @@ $3::tsquery and search_keys(d.surface, d.id) && array[s.surface]
                    limit $7) fitting) as counted (documents)
            """;

        var rows = await db.QueryAsync(
            sql, [.. Arguments(query, TsQueryText.Of(query)), cap],
            row => (row.GetString(0), row.GetInt32(1)), ct).ConfigureAwait(false);
        return rows.ToDictionary();
    }

    static object?[] Arguments(PathQuery query, string tsQuery)
    {
        var since = query.SnapshotMark;
        return [query.AudienceTags, query.ExcludedAuthors, tsQuery, query.Surfaces, since?.Snapshot, since?.Time];
    }

    static Task<List<RankedRow>> ReadAsync(
        NpgsqlConnection db, [ConstantExpected] string sql, PathQuery query, string tsQuery, object?[] more, CancellationToken ct) =>
        db.QueryAsync(sql, [.. Arguments(query, tsQuery), query.AffinityTags, .. more], new RowReader(query.Query).Read, ct);

    /// <summary>Ranks the rows of one statement.</summary>
    sealed class RowReader(ParsedQuery query)
    {
        readonly TermCounter _counter = new(query.Terms);
        byte[] _vector = new byte[4_096];
        SnapshotMark? _mark; // of all rows

        public RankedRow Read(NpgsqlDataReader row)
        {
            _mark ??= new(row.GetString(7), row.GetFieldValue<DateTimeOffset>(8));
            var facts = new DocumentFacts(
                FieldLengths.Of(row.GetInt32(1), row.GetInt32(2)), row.GetFloat(3), row.GetFieldValue<DateTimeOffset>(4),
                row.GetBoolean(5));
            var fit = Bm25F.Rank(query, _counter.Count(Vector(row)), facts);
            return new(new(row.GetInt64(0), fit.Rank, fit.Clauses), _mark);
        }

        ReadOnlySpan<byte> Vector(NpgsqlDataReader row)
        {
            var length = (int)row.GetBytes(6, 0, null, 0, 0);
            if (length > _vector.Length)
                _vector = new byte[2 * length];

            return _vector.AsSpan(0, (int)row.GetBytes(6, 0, _vector, 0, length));
        }
    }
}

/// <summary>A candidate and the mark of its read.</summary>
readonly record struct RankedRow(RankedDocument Document, SnapshotMark SnapshotMark);
