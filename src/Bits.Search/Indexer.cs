using Bits.Shared;
using Npgsql;

namespace Bits.Search;

/// <summary>Writes the index.</summary>
/// <remarks>
/// <para>Takes the caller's open connection and is part of the caller's transaction: a document can be found the moment
/// that commits, and never when it rolls back. Writing is idempotent; of two writers of one document the one that
/// commits last is seen.</para>
/// <para>No text fails the transaction: NUL and broken characters are dropped, a title is cut at 4 KiB and a body at
/// 256 KiB. How much a word in the title outweighs one in the body is decided here alone.</para>
/// </remarks>
public sealed class Indexer
{
    // A vector of more than a megabyte is an error in Postgres; text of this size cannot reach it.
    const int MaxBodyBytes = 256 * 1024;
    const int MaxTitleBytes = 4 * 1024;

    /// <summary>Writes one document, new or not.</summary>
    /// <exception cref="ArgumentException">The surface is unknown, or the entity id is empty or too long.</exception>
    public Task UpsertAsync(NpgsqlConnection db, SearchDocument document, CancellationToken ct = default) =>
        BulkUpsertAsync(db, [document], ct);

    /// <summary>Writes many documents in one statement.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="documents">What to write; each entity once.</param>
    /// <param name="ct">Stops the query.</param>
    /// <exception cref="ArgumentException">A surface is unknown, an entity id is empty or too long, or an entity is
    /// there twice.</exception>
    public async Task BulkUpsertAsync(
        NpgsqlConnection db, IReadOnlyCollection<SearchDocument> documents, CancellationToken ct = default)
    {
        const string sql = """
            insert into search_document as d (surface, entity_id, title, body, audience_tags, tsv)
            select surface, entity_id, title, body, string_to_array(tags, ' '),
                   setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', body), 'B')
            from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
                as n (surface, entity_id, title, body, tags)
            order by surface, entity_id
            on conflict on constraint search_document_entity_once do update
            set title = excluded.title, body = excluded.body, audience_tags = excluded.audience_tags,
                tsv = excluded.tsv, updated_at = now()
            where (d.title, d.body, d.audience_tags)
                is distinct from (excluded.title, excluded.body, excluded.audience_tags)
            """;

        ArgumentNullException.ThrowIfNull(documents);
        foreach (var document in documents)
            Check(document);
        if (documents.GroupBy(d => (d.Surface, d.EntityId)).FirstOrDefault(g => g.Skip(1).Any())?.Key is { } twice)
            throw new ArgumentException($"{twice.Surface}/{twice.EntityId} is there twice.", nameof(documents));

        await db.ExecuteAsync(
            sql,
            [
                documents.Select(d => d.Surface).ToArray(),
                documents.Select(d => d.EntityId).ToArray(),
                documents.Select(d => PostgresText.Cleaned(d.Title, MaxTitleBytes)).ToArray(),
                documents.Select(d => PostgresText.Cleaned(d.Body, MaxBodyBytes)).ToArray(),
                documents.Select(d => string.Join(' ', d.AudienceTags)).ToArray(),
            ], ct).ConfigureAwait(false);
    }

    /// <summary>Removes a document; one that is not there is no error.</summary>
    public async Task DeleteAsync(
        NpgsqlConnection db, string surface, string entityId, CancellationToken ct = default)
    {
        const string sql = "delete from search_document where surface = $1 and entity_id = $2";

        await db.ExecuteAsync(sql, [surface, entityId], ct).ConfigureAwait(false);
    }

    static void Check(SearchDocument document)
    {
        if (!Surfaces.All.Contains(document.Surface))
            throw new ArgumentException(
                $"'{document.Surface}' is no surface: use one of {string.Join(", ", Surfaces.All)}.", nameof(document));
        if (document.EntityId is not { Length: >= 1 and <= 200 })
            throw new ArgumentException("An entity id has 1 to 200 characters.", nameof(document));
        if (document.EntityId.Contains('\0', StringComparison.Ordinal))
            throw new ArgumentException("An entity id cannot contain NUL.", nameof(document));
    }
}
