using Bits.Search.Reports;
using Bits.Search.Signals;
using Bits.Shared;
using Npgsql;

namespace Bits.Search;

/// <summary>What is kept about somebody who searches.</summary>
/// <param name="Signals">What they did with what they found.</param>
/// <param name="Candidates">What is recommended to them, by surface, the best first.</param>
/// <param name="Queries">What they asked for under their id as <see cref="SearchQuery.Caller"/>.</param>
public sealed record UserSearchData(
    IReadOnlyList<DatedSignal> Signals, IReadOnlyDictionary<string, IReadOnlyList<string>> Candidates,
    IReadOnlyList<DatedQuery> Queries);

/// <summary>A signal and its moment.</summary>
/// <param name="Signal">What was done.</param>
/// <param name="At">When.</param>
public sealed record DatedSignal(Signal Signal, DateTimeOffset At);

/// <summary>A line of the query log.</summary>
/// <param name="At">When.</param>
/// <param name="Words">What was asked for, as it is compared.</param>
/// <param name="Hits">How many hits the first page had.</param>
public sealed record DatedQuery(DateTimeOffset At, string Words, int Hits);

public sealed partial class SearchMaintenance
{
    /// <summary>What is kept about a user. What they wrote is their documents' owners' to say.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="userId">Who.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<UserSearchData> ExportUserAsync(NpgsqlConnection db, Guid userId, CancellationToken ct = default)
    {
        const string signals = "select surface, entity_id, kind, at from search_signal where user_id = $1 order by at";
        const string candidates = "select surface, entity_ids from search_candidate where user_id = $1 order by surface";
        const string queries = "select at, words, hits from search_query where asked_by = $1 order by at";

        var askedBy = await AskedByAsync(db, userId, ct).ConfigureAwait(false);
        return new(
            await db.QueryAsync(
                signals, [userId],
                row => new DatedSignal(
                    new(userId, row.GetString(0), row.GetString(1), Enum.Parse<SignalKind>(row.GetString(2), ignoreCase: true)),
                    row.GetFieldValue<DateTimeOffset>(3)), ct).ConfigureAwait(false),
            (await db.QueryAsync(
                candidates, [userId], row => (row.GetString(0), (IReadOnlyList<string>)row.GetFieldValue<string[]>(1)), ct)
                .ConfigureAwait(false)).ToDictionary(),
            await db.QueryAsync(
                queries, [askedBy],
                row => new DatedQuery(row.GetFieldValue<DateTimeOffset>(0), row.GetString(1), row.GetInt32(2)), ct)
                .ConfigureAwait(false));
    }

    /// <summary>Forgets what a user did: their signals, what was recommended to them, and what they asked for under their id
    /// as <see cref="SearchQuery.Caller"/>. What they wrote is in the index as long as its owner keeps it there.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="userId">Who.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>How many rows went.</returns>
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

    /// <summary>Removes documents, and from the word statistics the words that no other document has. Another deletion
    /// leaves those words until the statistics are counted the third time.</summary>
    /// <param name="db">The caller's open connection with a transaction.</param>
    /// <param name="surface">On which surface.</param>
    /// <param name="entityIds">Which; those that are not there are passed over.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>How many documents went.</returns>
    public async Task<int> EraseDocumentsAsync(
        NpgsqlConnection db, string surface, IReadOnlyCollection<string> entityIds, CancellationToken ct = default)
    {
        const string sql = "delete from search_document where surface = $1 and entity_id = any($2)";

        var words = await ListWordsAsync(db, surface, entityIds, ct).ConfigureAwait(false);
        var count = await db.ExecuteAsync(sql, [surface, entityIds.ToArray()], ct).ConfigureAwait(false);
        await ForgetWordsAsync(db, words, ct).ConfigureAwait(false);
        return count;
    }

    /// <summary>The words of documents, as the index writes them: to be handed to
    /// <see cref="ForgetWordsAsync"/> once the documents have lost them.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="surface">On which surface.</param>
    /// <param name="entityIds">Which documents.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<IReadOnlyList<string>> ListWordsAsync(
        NpgsqlConnection db, string surface, IReadOnlyCollection<string> entityIds, CancellationToken ct = default)
    {
        const string sql = """
            select distinct word.lexeme /* maintenance */
            from search_document d, unnest(d.tsv) as word
            where d.surface = $1 and d.entity_id = any($2)
            """;

        return await db.QueryAsync(sql, [surface, entityIds.ToArray()], row => row.GetString(0), ct).ConfigureAwait(false);
    }

    /// <summary>Removes words from the statistics that no document has any more.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="words">Which words may go.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>How many rows went.</returns>
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
