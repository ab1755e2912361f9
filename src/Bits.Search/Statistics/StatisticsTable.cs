using Bits.Search.Ranking;
using Bits.Shared;
using Npgsql;

namespace Bits.Search.Statistics;

/// <summary>Writes and reads <c>search_statistics</c> and <c>search_lexeme</c>.</summary>
static class StatisticsTable
{
    /// <summary>The number of snapshots to keep.</summary>
    public const int VersionsKept = 3;

    /// <summary>Counts the words and returns the new version.</summary>
    public static async Task<int> RefreshAsync(NpgsqlConnection db, string[] publicTags, CancellationToken ct)
    {
        const string sql = """
            with counted as (
                insert into search_statistics (documents, all_documents, average_length, average_title_length)
                select count(*) filter (where d.audience_tags && $1::text[]), count(*) filter (where d.deleted_at is null),
                       coalesce(avg(d.length) filter (where d.audience_tags && $1::text[]), 0),
                       coalesce(avg(d.title_length) filter (where d.audience_tags && $1::text[]), 0)
                from search_document d
                returning version
            ), lexemes as (
                insert into search_lexeme (version, lexeme, documents)
                select counted.version, s.word, s.ndoc
                from counted, ts_stat(format(
                    'select tsv from search_document where audience_tags && %L::text[]', $1::text[])) as s (word, ndoc, nentry)
                where s.word not like '!%'
            )
            select version from counted
            """;
        const string prune = "delete from search_statistics where version <= $1::int - $2::int";

        var version = await db.FindAsync(sql, [publicTags], row => row.GetInt32(0), ct).ConfigureAwait(false);
        await db.ExecuteAsync(prune, [version, VersionsKept], ct).ConfigureAwait(false);
        return version;
    }

    /// <summary>Returns whether the latest snapshot is a day old, or a fifth behind the index.</summary>
    public static Task<bool> IsDueAsync(NpgsqlConnection db, CancellationToken ct)
    {
        const string sql = """
            select not exists (
                select from (select * from search_statistics order by version desc limit 1) s
                where s.computed_at > now() - interval '1 day' and s.average_title_length is not null
                  and (select count(*) from search_document where deleted_at is null) <= s.all_documents * 1.2)
            """;

        return db.FindAsync(sql, [], row => row.GetBoolean(0), ct);
    }

    /// <summary>Reads the latest snapshot; returns <paramref name="known"/> when that is the latest.</summary>
    public static async Task<StatisticsSnapshot> ReadLatestAsync(
        NpgsqlConnection db, StatisticsSnapshot? known, CancellationToken ct)
    {
        const string sql = "select coalesce(max(version), 0) from search_statistics";

        var version = await db.FindAsync(sql, [], row => row.GetInt32(0), ct).ConfigureAwait(false);
        return version == known?.Version
            ? known
            : await ReadAsync(db, version, ct).ConfigureAwait(false) ?? known ?? StatisticsSnapshot.None;
    }

    /// <summary>Reads a snapshot; null when it is gone.</summary>
    public static async Task<StatisticsSnapshot?> ReadAsync(NpgsqlConnection db, int version, CancellationToken ct)
    {
        const string head = "select documents, all_documents, average_length, average_title_length from search_statistics where version = $1";
        const string sql = "select lexeme, documents from search_lexeme where version = $1";

        if (await db.QueryAsync(head, [version], row => (row.GetInt64(0), row.GetInt64(1), AverageLengths.Of(row.GetDouble(2), row.Nullable<double>(3))), ct).ConfigureAwait(false)
            is not [var (documents, allDocuments, averages)])
            return version == 0 ? StatisticsSnapshot.None : null;

        var lexemes = await db.QueryAsync(sql, [version], row => (row.GetString(0), row.GetInt32(1)), ct).ConfigureAwait(false);
        return new(version, documents, allDocuments, averages, lexemes);
    }
}
