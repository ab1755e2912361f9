using Bits.Search.Text;
using Bits.Shared;
using Npgsql;

namespace Bits.Search;

/// <summary>Writes documents to the index.</summary>
/// <remarks>
/// <para>Writes on the caller's open connection, in the caller's transaction. Searches find a document once the transaction
/// commits, never after a rollback. Writing is idempotent. The higher <see cref="SearchDocument.Version"/> wins; without
/// versions the last commit wins. A deletion counts as a write.</para>
/// <para>No text fails the transaction: the indexer drops NUL and broken characters, and cuts titles at 4 KiB and bodies at
/// 256 KiB.</para>
/// </remarks>
public sealed class Indexer
{
    // The size of the pending list of the GIN index. Every search by the database scans the list, so a single write
    // keeps it short. Bulk writes use a long list: the server then sorts equal words in once, in this much memory.
    const string UsualPending = "512kB";
    const string BulkPending = "48MB";
    const string BulkMemory = "256MB";

    static readonly TimeSpan VocabularyAge = TimeSpan.FromSeconds(10);

    readonly SearchOptions _options;
    readonly Reloaded<Vocabulary> _vocabulary;

    /// <param name="options">Default: English alone.</param>
    public Indexer(SearchOptions? options = null)
    {
        _options = (options ?? new()).Checked();
        _vocabulary = new((db, _, ct) => Vocabulary.ReadAsync(db, ct), VocabularyAge, _options.Clock);
    }

    /// <summary>Writes one document, new or not.</summary>
    /// <exception cref="InvalidArgumentException">The surface or the language is unknown, the quality is outside 0 to 1, or the
    /// entity id is empty, too long or contains NUL.</exception>
    public Task UpsertAsync(NpgsqlConnection db, SearchDocument document, CancellationToken ct = default) =>
        BulkUpsertAsync(db, [document], ct);

    /// <summary>Writes the documents that changed, a thousand per statement.</summary>
    /// <remarks>Sorts more than a thousand into the index in large lots, with up to 256 MB of the server's memory. That is
    /// twice as fast; meanwhile searches by the database are slower, and a single write may take seconds.</remarks>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="documents">The documents; each entity once.</param>
    /// <param name="ct">Stops the call.</param>
    /// <exception cref="InvalidArgumentException">As for <see cref="UpsertAsync"/>, or an entity occurs twice. Nothing is
    /// written then.</exception>
    public async Task BulkUpsertAsync(
        NpgsqlConnection db, IReadOnlyCollection<SearchDocument> documents, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(documents);
        if (documents.GroupBy(d => (d.Surface, d.EntityId)).FirstOrDefault(g => g.Skip(1).Any())?.Key is { } twice)
            throw new InvalidArgumentException(nameof(documents), $"{twice.Surface}/{twice.EntityId} occurs twice. Give each entity once.");

        await WriteAllAsync(db, documents, rewrites: false, ct).ConfigureAwait(false);
    }

    /// <summary>Writes documents, changed or not.</summary>
    internal Task RewriteAsync(NpgsqlConnection db, IReadOnlyCollection<SearchDocument> documents, CancellationToken ct) =>
        WriteAllAsync(db, documents, rewrites: true, ct);

    /// <summary>Prepares a document as the table stores it.</summary>
    internal async ValueTask<IndexedDocument> PrepareAsync(NpgsqlConnection db, SearchDocument document, CancellationToken ct) =>
        IndexedDocument.Of(document, await _vocabulary.GetAsync(db, ct).ConfigureAwait(false), _options);

    /// <summary>Removes a document; succeeds when it does not exist.</summary>
    public async Task DeleteAsync(
        NpgsqlConnection db, string surface, string entityId, CancellationToken ct = default)
    {
        const string sql = "delete from search_document where surface = $1 and entity_id = $2";

        await db.ExecuteAsync(sql, [surface, entityId], ct).ConfigureAwait(false);
    }

    /// <summary>Removes a document at a version of its owner. A later write of this or a lower version changes nothing for
    /// thirty days; a document of a higher version stays.</summary>
    /// <exception cref="InvalidArgumentException">The surface is unknown, or the entity id is empty, too long or contains NUL.
    /// </exception>
    public async Task DeleteAsync(
        NpgsqlConnection db, string surface, string entityId, long version, CancellationToken ct = default)
    {
        const string sql = """
            with buried as (
                insert into search_document as d (
                    surface, entity_id, title, audience_tags, length, source_version, content_hash, index_version, tsv, deleted_at)
                values ($1, $2, '', '{}', 0, $3, '', $4, '', now())
                on conflict on constraint search_document_entity_once do update
                set title = '', audience_tags = '{}', author_id = null, length = 0, title_length = 0, quality = 0, source_version = excluded.source_version,
                    content_hash = '', tsv = '', deleted_at = now(), updated_at = now(), changed_xid = pg_current_xact_id()
                where d.source_version is null or excluded.source_version >= d.source_version
                returning id
            )
            delete from search_body where document_id in (select id from buried)
            """;

        (await _vocabulary.GetAsync(db, ct).ConfigureAwait(false)).Surfaces.Require(surface);
        IndexedDocument.Check(entityId);
        await db.ExecuteAsync(sql, [surface, entityId, version, IndexedDocument.IndexVersion], ct).ConfigureAwait(false);
    }

    async Task WriteAllAsync(
        NpgsqlConnection db, IReadOnlyCollection<SearchDocument> documents, bool rewrites, CancellationToken ct)
    {
        var vocabulary = await _vocabulary.GetAsync(db, ct).ConfigureAwait(false);
        var batches = DocumentBatch.Split([.. documents.Select(d => IndexedDocument.Of(d, vocabulary, _options))]).ToList();
        if (batches.Count > 1)
            await WriteManyAsync(db, batches, rewrites, ct).ConfigureAwait(false);
        else
            foreach (var batch in batches)
                await batch.WriteAsync(db, rewrites, UsualPending, memory: null, ct).ConfigureAwait(false);
    }

    // The last batch leaves a short pending list. The caller's transaction gets its own settings back.
    static async Task WriteManyAsync(
        NpgsqlConnection db, List<DocumentBatch> batches, bool rewrites, CancellationToken ct)
    {
        const string read = "select current_setting('gin_pending_list_limit'), current_setting('work_mem')";
        const string restore = "select set_config('gin_pending_list_limit', $1, true), set_config('work_mem', $2, true)";

        var (pending, memory) = await db.FindAsync(read, [], row => (row.GetString(0), row.GetString(1)), ct).ConfigureAwait(false);
        foreach (var batch in batches)
            await batch.WriteAsync(db, rewrites, batch == batches[^1] ? UsualPending : BulkPending, BulkMemory, ct).ConfigureAwait(false);
        await db.ExecuteAsync(restore, [pending, memory], ct).ConfigureAwait(false);
    }
}
