using Bits.Shared;
using Npgsql;

namespace Bits.Search.Paths;

/// <summary>The statements about documents written since a mark.</summary>
static class NewRows
{
    // Transaction ids do not survive a restore, so the mark's time excludes documents older than a day before it. New
    // documents begin at the mark's xmin, where the index of transactions is read from.
    const string IsNew = """
        d.changed_xid >= pg_snapshot_xmin($5::text::pg_snapshot)
          and not pg_visible_in_snapshot(d.changed_xid, $5::text::pg_snapshot)
          and d.updated_at >= $6::timestamptz - interval '1 day'
        """;

    /// <summary>Counts the new matching rows, up to a cap.</summary>
    public static Task<int> CountAsync(NpgsqlConnection db, PathQuery query, int cap, CancellationToken ct)
    {
        const string sql = $"""
            select count(*)::int from (
                select 1 from search_document d
                where {Visibility.Predicate} and ($4::text[] is null or d.surface = any($4)) and d.tsv @@ $3::tsquery and {IsNew}
                limit $7) fitting
            """;

        return db.FindAsync(sql, [.. Arguments(query), cap], row => row.GetInt32(0), ct);
    }

    /// <summary>Reads the new matching rows, the latest first, and the mark of the statement. Other rows will be new to
    /// that mark.</summary>
    public static async Task<(long[] Ids, SnapshotMark Now)> ListAsync(NpgsqlConnection db, PathQuery query, CancellationToken ct)
    {
        const string sql = $"""
            select seen.snapshot, seen.time, fitting.id
            from (select pg_current_snapshot()::text, statement_timestamp()) as seen (snapshot, time)
            left join lateral (
                select d.id from search_document d
                where {Visibility.Predicate} and ($4::text[] is null or d.surface = any($4)) and d.tsv @@ $3::tsquery and {IsNew}
                order by d.changed_xid desc, d.id desc limit $7) as fitting on true
            """;

        var rows = await db.QueryAsync(
            sql, [.. Arguments(query), query.Limit],
            row => (Now: new SnapshotMark(row.GetString(0), row.GetFieldValue<DateTimeOffset>(1)), Id: row.Nullable<long>(2)), ct)
            .ConfigureAwait(false);
        return ([.. rows.Select(row => row.Id).OfType<long>()], rows[0].Now);
    }

    static object?[] Arguments(PathQuery query) =>
        [
            query.AudienceTags, query.ExcludedAuthors, TsQueryText.Of(query), query.Surfaces, query.SnapshotMark!.Snapshot,
            query.SnapshotMark.Time,
        ];
}
