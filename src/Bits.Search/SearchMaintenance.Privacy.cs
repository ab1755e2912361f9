using Bits.Search.Reports;
using Bits.Search.Signals;
using Bits.Shared;
using Npgsql;

namespace Bits.Search;

/// <summary>Holds what the index keeps about a user.</summary>
/// <param name="Signals">The user's signals.</param>
/// <param name="Candidates">The recommended entity ids, by list, the best first.</param>
/// <param name="Queries">The logged queries with the user's id as <see cref="SearchQuery.Caller"/>.</param>
public sealed record UserSearchData(
    IReadOnlyList<DatedSignal> Signals, IReadOnlyDictionary<string, IReadOnlyList<string>> Candidates,
    IReadOnlyList<DatedQuery> Queries);

/// <summary>Holds a signal and its time.</summary>
/// <param name="Signal">The signal.</param>
/// <param name="At">The time.</param>
public sealed record DatedSignal(Signal Signal, DateTimeOffset At);

/// <summary>Holds a line of the query log.</summary>
/// <param name="At">The time.</param>
/// <param name="Words">The words, as the search compares them.</param>
/// <param name="Hits">The number of hits on the first page.</param>
public sealed record DatedQuery(DateTimeOffset At, string Words, int Hits);

public sealed partial class SearchMaintenance
{
    /// <summary>Exports what the index keeps about a user. Owners export the documents that the user wrote.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="userId">The user.</param>
    /// <param name="ct">Stops the call.</param>
    public async Task<UserSearchData> ExportUserAsync(NpgsqlConnection db, Guid userId, CancellationToken ct = default)
    {
        const string signals = "select surface, entity_id, kind, at from search_signal where user_id = $1 order by at";
        const string candidates = "select list, entity_ids from search_candidate where user_id = $1 order by list";
        const string queries = "select at, words, hits from search_query where asked_by = $1 order by at";

        var askedBy = await AskedByAsync(db, userId, ct).ConfigureAwait(false);
        return new(
            await db.QueryAsync(
                signals, [userId],
                row => new DatedSignal(
                    new(userId, row.GetString(0), row.GetString(1), EnumText.Parse<SignalKind>(row.GetString(2))),
                    row.GetFieldValue<DateTimeOffset>(3)), ct).ConfigureAwait(false),
            (await db.QueryAsync(
                candidates, [userId], row => (row.GetString(0), (IReadOnlyList<string>)row.GetFieldValue<string[]>(1)), ct)
                .ConfigureAwait(false)).ToDictionary(),
            await db.QueryAsync(
                queries, [askedBy],
                row => new DatedQuery(row.GetFieldValue<DateTimeOffset>(0), row.GetString(1), row.GetInt32(2)), ct)
                .ConfigureAwait(false));
    }

    /// <summary>Deletes a user's signals, recommendations and logged queries with the user's id as
    /// <see cref="SearchQuery.Caller"/>. Does not delete documents that the user wrote.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="userId">The user.</param>
    /// <param name="ct">Stops the call.</param>
    /// <returns>The number of rows deleted.</returns>
    public async Task<int> ForgetUserAsync(NpgsqlConnection db, Guid userId, CancellationToken ct = default)
    {
        const string signals = "delete from search_signal where user_id = $1";
        const string candidates = "delete from search_candidate where user_id = $1";
        const string queries = "delete from search_query where asked_by = $1";

        var askedBy = await AskedByAsync(db, userId, ct).ConfigureAwait(false);
        return await db.ExecuteAsync(signals, [userId], ct).ConfigureAwait(false)
            + await db.ExecuteAsync(candidates, [userId], ct).ConfigureAwait(false)
            + await db.ExecuteAsync(queries, [askedBy], ct).ConfigureAwait(false);
    }

    /// <summary>Deletes documents, and the words that no other document has from the word statistics. An ordinary deletion
    /// leaves those words until the third refresh of the statistics.</summary>
    /// <param name="db">The caller's open connection with a transaction.</param>
    /// <param name="surface">The surface.</param>
    /// <param name="entityIds">The documents; ignores those that do not exist.</param>
    /// <param name="ct">Stops the call.</param>
    /// <returns>The number of documents deleted.</returns>
    public async Task<int> EraseDocumentsAsync(
        NpgsqlConnection db, string surface, IReadOnlyCollection<string> entityIds, CancellationToken ct = default)
    {
        const string sql = "delete from search_document where surface = $1 and entity_id = any($2)";

        var words = await ListWordsAsync(db, surface, entityIds, ct).ConfigureAwait(false);
        var count = await db.ExecuteAsync(sql, [surface, entityIds.ToArray()], ct).ConfigureAwait(false);
        await ForgetWordsAsync(db, words, ct).ConfigureAwait(false);
        return count;
    }

    /// <summary>Lists the words of documents, as the index stores them. Pass them to <see cref="ForgetWordsAsync"/> after the
    /// documents have lost them.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="surface">The surface.</param>
    /// <param name="entityIds">The documents.</param>
    /// <param name="ct">Stops the call.</param>
    public async Task<IReadOnlyList<string>> ListWordsAsync(
        NpgsqlConnection db, string surface, IReadOnlyCollection<string> entityIds, CancellationToken ct = default)
    {
        const string sql = """
            select distinct word.lexeme
            from search_document d, unnest(d.tsv) as word
            where d.surface = $1 and d.entity_id = any($2)
            """;

        return await db.QueryAsync(sql, [surface, entityIds.ToArray()], row => row.GetString(0), ct).ConfigureAwait(false);
    }

    /// <summary>Removes words from the statistics that no document has any more.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="words">The words to remove.</param>
    /// <param name="ct">Stops the call.</param>
    /// <returns>The number of rows deleted.</returns>
    public Task<int> ForgetWordsAsync(NpgsqlConnection db, IReadOnlyCollection<string> words, CancellationToken ct = default)
    {
        const string sql = """
            delete from search_lexeme l
            where l.lexeme = any($1)
              and not exists (select from search_document d where d.tsv @@ quote_literal(l.lexeme)::tsquery)
            """;

        return db.ExecuteAsync(sql, [words.ToArray()], ct);
    }

    static async Task<byte[]> AskedByAsync(NpgsqlConnection db, Guid userId, CancellationToken ct) =>
        QueryLog.Hash(await QueryLog.KeyAsync(db, ct).ConfigureAwait(false), $"{userId}");
}
