using Bits.Shared;
using Npgsql;

namespace Bits.Search;

/// <summary>Writes some documents in one statement.</summary>
/// <param name="documents">The documents; each entity once.</param>
sealed class DocumentBatch(IReadOnlyList<IndexedDocument> documents)
{
    // Large enough to be cheap, small enough for the arrays of a statement.
    const int MaxDocuments = 1000;
    const int MaxSize = 8 << 20;

    /// <summary>Divides documents into batches, in their order.</summary>
    public static IEnumerable<DocumentBatch> Split(List<IndexedDocument> documents)
    {
        var (from, size) = (0, 0);
        for (var i = 0; i < documents.Count; i++)
        {
            size += documents[i].Size;
            if (i + 1 < documents.Count && i + 1 - from < MaxDocuments && size < MaxSize)
                continue;

            yield return new(documents[from..(i + 1)]);
            (from, size) = (i + 1, 0);
        }
    }

    /// <summary>Writes the documents that changed.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="rewrites">Whether to write unchanged documents too.</param>
    /// <param name="pending">The size of the word index's pending list, as a setting.</param>
    /// <param name="memory">The memory for sorting the pending list, as a setting; null keeps the caller's.</param>
    /// <param name="ct">Stops the call.</param>
    public Task WriteAsync(NpgsqlConnection db, bool rewrites, string pending, string? memory, CancellationToken ct)
    {
        // Compares by hash, tags and author before lexing: the hash covers neither tags nor author. A
        // higher version alone touches no index. Writes in order, so that two writers do not deadlock. The select hides
        // the array lengths from the planner: planning per document costs about as much as a write.
        const string sql = """
            with given as (
                select given.* from (
                    select set_config('gin_pending_list_limit', $16, true),
                           set_config('work_mem', coalesce($17, current_setting('work_mem')), true)) as settings, unnest(
                    (select $1::text[]), $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int[], $8::real[],
                    $9::bigint[], $10::bytea[], $11::text[], $12::text[], $13::text[], $18::int[], $19::text[], $20::uuid[]) as given (
                    surface, entity_id, title, body, tags, language, length, quality,
                    source_version, content_hash, title_words, body_words, keys, title_length, title_key, author_id)
            ), compared as (
                select given.*, coalesce(
                    not $15 and d.content_hash = given.content_hash and d.index_version = $14
                        and d.audience_tags = string_to_array(given.tags, ' ')
                        and d.author_id is not distinct from given.author_id, false) as is_same
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
                    content_hash, index_version, author_id, tsv)
                select surface, entity_id, title, string_to_array(tags, ' '), language, length, title_length, quality,
                       source_version, content_hash, $14, author_id,
                       setweight(to_tsvector(language::regconfig, title_words), 'A') || title_key::tsvector
                           || setweight(to_tsvector(language::regconfig, body_words), 'B')
                           || array_to_tsvector(string_to_array(keys, ' '))
                from compared where not is_same
                order by surface, entity_id
                on conflict on constraint search_document_entity_once do update
                set title = excluded.title, audience_tags = excluded.audience_tags, language = excluded.language,
                    length = excluded.length, title_length = excluded.title_length, quality = excluded.quality, source_version = excluded.source_version,
                    content_hash = excluded.content_hash, index_version = excluded.index_version, author_id = excluded.author_id,
                    tsv = excluded.tsv,
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
                Column(d => d.Surface), Column(d => d.EntityId), Column(d => d.Title), Column(d => d.Body), Column(d => d.Tags),
                Column(d => d.Language), Column(d => d.Lengths.Both), Column(d => d.Quality), Column(d => d.Version),
                Column(d => d.Hash), Column(d => d.TitleWords), Column(d => d.BodyWords), Column(d => d.Keys),
                IndexedDocument.IndexVersion, rewrites, pending, memory, Column(d => d.Lengths.Title), Column(d => d.TitleKey),
                Column(d => d.AuthorId),
            ], ct);
    }

    T[] Column<T>(Func<IndexedDocument, T> value) => [.. documents.Select(value)];
}
