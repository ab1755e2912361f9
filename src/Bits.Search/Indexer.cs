using Bits.Search.Text;
using Bits.Shared;
using Npgsql;

namespace Bits.Search;

/// <summary>Writes the index.</summary>
/// <remarks>
/// <para>Takes the caller's open connection and is part of the caller's transaction: a document can be found the moment
/// that commits, and never when it rolls back. Writing is idempotent; of two writers of one document the one with the
/// higher <see cref="SearchDocument.Version"/> is seen, without versions the one that commits last; a deletion counts as a
/// write.</para>
/// <para>No text fails the transaction: NUL and broken characters are dropped, a title is cut at 4 KiB and a body at
/// 256 KiB. How much a word in the title outweighs one in the body is decided here alone.</para>
/// </remarks>
public sealed class Indexer
{
    // Of a statement: large enough to be cheap, small enough that its arrays are.
    const int MaxBatch = 1000;
    const int MaxBatchSize = 8 << 20;

    // How much a GIN index puts off before it sorts it in. For one document little: every search of the database goes through
    // it. For many more, since what they have in common is then sorted in once, in this much memory.
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
    /// <exception cref="ArgumentException">The surface or the language is unknown, the quality is not 0 to 1, or the
    /// entity id is empty, too long or contains NUL.</exception>
    public Task UpsertAsync(NpgsqlConnection db, SearchDocument document, CancellationToken ct = default) =>
        BulkUpsertAsync(db, [document], ct);

    /// <summary>Writes many documents, a thousand in a statement; those that have not changed are not written.</summary>
    /// <remarks>More than a thousand are sorted into the index in large lots, with up to 256 MB of the server's memory: twice as
    /// fast, and meanwhile searches answered by the database are slower and a single write may have to sort a lot in, for seconds.
    /// </remarks>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="documents">What to write; each entity once.</param>
    /// <param name="ct">Stops the query.</param>
    /// <exception cref="ArgumentException">As for <see cref="UpsertAsync"/>, or an entity is there twice; nothing was
    /// written.</exception>
    public async Task BulkUpsertAsync(
        NpgsqlConnection db, IReadOnlyCollection<SearchDocument> documents, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(documents);
        if (documents.GroupBy(d => (d.Surface, d.EntityId)).FirstOrDefault(g => g.Skip(1).Any())?.Key is { } twice)
            throw new ArgumentException($"{twice.Surface}/{twice.EntityId} is there twice.", nameof(documents));

        await WriteAllAsync(db, documents, rewrites: false, ct).ConfigureAwait(false);
    }

    /// <summary>Writes documents though they have not changed.</summary>
    internal Task RewriteAsync(NpgsqlConnection db, IReadOnlyCollection<SearchDocument> documents, CancellationToken ct) =>
        WriteAllAsync(db, documents, rewrites: true, ct);

    /// <summary>A document as it would be written.</summary>
    internal async ValueTask<IndexedDocument> PrepareAsync(NpgsqlConnection db, SearchDocument document, CancellationToken ct) =>
        IndexedDocument.Of(document, (await _vocabulary.GetAsync(db, ct).ConfigureAwait(false)).Folding, _options);

    /// <summary>Removes a document; one that is not there is no error.</summary>
    public async Task DeleteAsync(
        NpgsqlConnection db, string surface, string entityId, CancellationToken ct = default)
    {
        const string sql = "delete from search_document where surface = $1 and entity_id = $2";

        await db.ExecuteAsync(sql, [surface, entityId], ct).ConfigureAwait(false);
    }

    /// <summary>Removes a document at a version of its owner: a write of that version or a lower one that comes later, up to
    /// thirty days, does not bring it back, and a document of a higher version stays.</summary>
    /// <exception cref="ArgumentException">The surface is unknown, or the entity id is empty, too long or contains NUL.
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
                set title = '', audience_tags = '{}', length = 0, title_length = 0, quality = 0, source_version = excluded.source_version,
                    content_hash = '', tsv = '', deleted_at = now(), updated_at = now(), changed_xid = pg_current_xact_id()
                where d.source_version is null or excluded.source_version >= d.source_version
                returning id
            )
            delete from search_body where document_id in (select id from buried)
            """;

        IndexedDocument.Check(surface, entityId);
        await db.ExecuteAsync(sql, [surface, entityId, version, IndexedDocument.IndexVersion], ct).ConfigureAwait(false);
    }

    async Task WriteAllAsync(
        NpgsqlConnection db, IReadOnlyCollection<SearchDocument> documents, bool rewrites, CancellationToken ct)
    {
        var folding = (await _vocabulary.GetAsync(db, ct).ConfigureAwait(false)).Folding;
        var batches = Batches(documents.Select(d => IndexedDocument.Of(d, folding, _options)).ToList()).ToList();
        if (batches.Count > 1)
            await WriteManyAsync(db, batches, rewrites, ct).ConfigureAwait(false);
        else
            foreach (var batch in batches)
                await WriteAsync(db, batch, rewrites, UsualPending, memory: null, ct).ConfigureAwait(false);
    }

    // The last batch leaves no more behind than one document does. The caller's transaction gets its own settings back.
    static async Task WriteManyAsync(
        NpgsqlConnection db, List<List<IndexedDocument>> batches, bool rewrites, CancellationToken ct)
    {
        const string read = "select current_setting('gin_pending_list_limit'), current_setting('work_mem')";
        const string restore = "select set_config('gin_pending_list_limit', $1, true), set_config('work_mem', $2, true)";

        var (pending, memory) = await db.FindAsync(read, [], row => (row.GetString(0), row.GetString(1)), ct).ConfigureAwait(false);
        foreach (var batch in batches)
            await WriteAsync(db, batch, rewrites, batch == batches[^1] ? UsualPending : BulkPending, BulkMemory, ct).ConfigureAwait(false);
        await db.ExecuteAsync(restore, [pending, memory], ct).ConfigureAwait(false);
    }

    static IEnumerable<List<IndexedDocument>> Batches(List<IndexedDocument> documents)
    {
        var (from, size) = (0, 0);
        for (var i = 0; i < documents.Count; i++)
        {
            size += documents[i].Size;
            if (i + 1 < documents.Count && i + 1 - from < MaxBatch && size < MaxBatchSize)
                continue;

            yield return documents[from..(i + 1)];
            (from, size) = (i + 1, 0);
        }
    }

    // Compares before it lexes: most documents of a reconciliation have not changed. The tags themselves too: somebody may
    // have changed them in SQL, and the hash would not know. A higher version alone touches no index. Sorted, so that two writers of the same documents do not wait for each other in a circle.
    // The first array is hidden behind a select: knowing how long it is, the server would plan the statement anew for every document, which takes it
    // about as long as running it.
    static Task WriteAsync(
        NpgsqlConnection db, List<IndexedDocument> documents, bool rewrites, string pending, string? memory, CancellationToken ct)
    {
        const string sql = """
            with given as (
                select given.* from (
                    select set_config('gin_pending_list_limit', $16, true),
                           set_config('work_mem', coalesce($17, current_setting('work_mem')), true)) as settings, unnest(
                    (select $1::text[]), $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int[], $8::real[],
                    $9::bigint[], $10::bytea[], $11::text[], $12::text[], $13::text[], $18::int[], $19::text[]) as given (
                    surface, entity_id, title, body, tags, language, length, quality,
                    source_version, content_hash, title_words, body_words, keys, title_length, title_key)
            ), compared as (
                select given.*, coalesce(
                    not $15 and d.content_hash = given.content_hash and d.index_version = $14
                        and d.audience_tags = string_to_array(given.tags, ' '), false) as is_same
                from given left join search_document d using (surface, entity_id)
                where d.source_version is null or given.source_version is null
                   or given.source_version > d.source_version
                   or (given.source_version = d.source_version and d.deleted_at is null)
            ), touched as (
                update search_document d set source_version = c.source_version
                from compared c
                where c.is_same and (d.surface, d.entity_id) = (c.surface, c.entity_id)
                  and c.source_version > coalesce(d.source_version, c.source_version - 1)
            ), written as (
                insert into search_document as d (
                    surface, entity_id, title, audience_tags, language, length, title_length, quality, source_version,
                    content_hash, index_version, tsv)
                select surface, entity_id, title, string_to_array(tags, ' '), language, length, title_length, quality,
                       source_version, content_hash, $14,
                       setweight(to_tsvector(language::regconfig, title_words), 'A') || title_key::tsvector
                           || setweight(to_tsvector(language::regconfig, body_words), 'B')
                           || array_to_tsvector(string_to_array(keys, ' '))
                from compared where not is_same
                order by surface, entity_id
                on conflict on constraint search_document_entity_once do update
                set title = excluded.title, audience_tags = excluded.audience_tags, language = excluded.language,
                    length = excluded.length, title_length = excluded.title_length, quality = excluded.quality, source_version = excluded.source_version,
                    content_hash = excluded.content_hash, index_version = excluded.index_version, tsv = excluded.tsv,
                    deleted_at = null, updated_at = now(), changed_xid = pg_current_xact_id()
                where d.source_version is null or excluded.source_version is null
                   or excluded.source_version > d.source_version
                   or (excluded.source_version = d.source_version and d.deleted_at is null)
                returning id, surface, entity_id
            )
            insert into search_body (document_id, body)
            select w.id, c.body from written w join compared c using (surface, entity_id)
            on conflict on constraint search_body_pkey do update set body = excluded.body
            """;

        return db.ExecuteAsync(
            sql,
            [
                documents.Select(d => d.Surface).ToArray(), documents.Select(d => d.EntityId).ToArray(),
                documents.Select(d => d.Title).ToArray(), documents.Select(d => d.Body).ToArray(),
                documents.Select(d => d.Tags).ToArray(), documents.Select(d => d.Language).ToArray(),
                documents.Select(d => d.Lengths.Both).ToArray(), documents.Select(d => d.Quality).ToArray(),
                documents.Select(d => d.Version).ToArray(), documents.Select(d => d.Hash).ToArray(),
                documents.Select(d => d.TitleWords).ToArray(), documents.Select(d => d.BodyWords).ToArray(),
                documents.Select(d => d.Keys).ToArray(), IndexedDocument.IndexVersion,
                rewrites, pending, memory, documents.Select(d => d.Lengths.Title).ToArray(),
                documents.Select(d => d.TitleKey).ToArray(),
            ], ct);
    }
}
