using Bits.Shared;
using Npgsql;

namespace Bits.Search;

public sealed partial class SearchMaintenance
{
    const int BatchSize = 500;

    /// <summary>Rewrites documents that an earlier version of the library indexed, or all, from the stored text. Searches find
    /// the old form until a batch commits, then the new one.</summary>
    /// <param name="dataSource">The database with the tables. Each batch is a transaction; a repeated call continues.</param>
    /// <param name="indexer">The indexer that writes.</param>
    /// <param name="everything">Whether to rewrite all documents, as after a change of <see cref="SearchTerms"/>.</param>
    /// <param name="ct">Stops the call.</param>
    /// <returns>The number of documents written.</returns>
    public async Task<int> ReindexAsync(
        NpgsqlDataSource dataSource, Indexer indexer, bool everything = false, CancellationToken ct = default)
    {
        var (written, after) = (0, 0L);
        while (true)
        {
            var (count, last) = await dataSource.InTransactionAsync(
                db => ReindexBatchAsync(db, indexer, after, everything, ct), ct).ConfigureAwait(false);
            if (count == 0)
                return written;
            (written, after) = (written + count, last);
        }
    }

    // Locks the rows until the batch commits: a writer of the same document waits, and its text wins.
    static async Task<(int, long)> ReindexBatchAsync(
        NpgsqlConnection db, Indexer indexer, long after, bool everything, CancellationToken ct)
    {
        const string sql = """
            select d.id, d.surface, d.entity_id, d.title, b.body, d.audience_tags, d.language, d.quality, d.source_version,
                   d.author_id
            from search_document d join search_body b on b.document_id = d.id
            where d.id > $1 and ($2 or d.index_version < $3) and d.deleted_at is null
            order by d.id limit $4 for update of d
            """;

        var documents = await db.QueryAsync(
            sql, [after, everything, IndexedDocument.IndexVersion, BatchSize],
            row => (Id: row.GetInt64(0), Document: Read(row)), ct).ConfigureAwait(false);
        if (documents.Count == 0)
            return (0, after);

        await indexer.RewriteAsync(db, [.. documents.Select(d => d.Document)], ct).ConfigureAwait(false);
        return (documents.Count, documents[^1].Id);
    }

    static SearchDocument Read(NpgsqlDataReader row) => new(
        row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4),
        [.. row.GetFieldValue<string[]>(5).Select(tag => new AudienceTag(tag))])
    {
        Language = row.GetString(6),
        Quality = row.GetFloat(7),
        Version = row.Nullable<long>(8),
        AuthorId = row.Nullable<Guid>(9),
    };
}
