using Bits.Search.Paths;
using Bits.Shared;
using Npgsql;

namespace Bits.Search;

public sealed partial class SearchMaintenance
{
    /// <summary>Compares the documents of a surface with those of their owner, and repairs them. Leaves alone what is written
    /// meanwhile: the owner's list may be older.</summary>
    /// <param name="dataSource">The database with the tables. Each batch is a transaction; safe to stop and to repeat.</param>
    /// <param name="indexer">The indexer that repairs.</param>
    /// <param name="surface">The name of a <see cref="SearchSurface"/>.</param>
    /// <param name="owned">All documents of the owner, in any order, each entity once, read now.</param>
    /// <param name="repair">Whether to repair; false counts only.</param>
    /// <param name="ct">Stops the call.</param>
    /// <exception cref="InvalidArgumentException">A document is of another surface.</exception>
    public async Task<SearchDrift> ReconcileAsync(
        NpgsqlDataSource dataSource, Indexer indexer, string surface, IAsyncEnumerable<SearchDocument> owned, bool repair = true,
        CancellationToken ct = default)
    {
        var (drift, seen, batch) = (default(SearchDrift), new HashSet<string>(StringComparer.Ordinal), new List<SearchDocument>());
        var began = await dataSource.WithConnectionAsync(db => CandidateRows.ReadMarkAsync(db, ct), ct).ConfigureAwait(false);
        await foreach (var document in owned.WithCancellation(ct).ConfigureAwait(false))
        {
            if (document.Surface != surface)
                throw new InvalidArgumentException(nameof(owned), $"{document.EntityId} is on {document.Surface}, not on {surface}. Give documents of one surface.");
            seen.Add(document.EntityId);
            batch.Add(document);
            if (batch.Count < BatchSize)
                continue;

            drift += await CompareAsync(dataSource, indexer, surface, batch, began, repair, ct).ConfigureAwait(false);
            batch.Clear();
        }

        drift += await CompareAsync(dataSource, indexer, surface, batch, began, repair, ct).ConfigureAwait(false);
        return drift with { Orphaned = await RemoveOrphansAsync(dataSource, surface, seen, repair, ct).ConfigureAwait(false) };
    }

    static async Task<SearchDrift> CompareAsync(
        NpgsqlDataSource dataSource, Indexer indexer, string surface, List<SearchDocument> owned, SnapshotMark began, bool repair,
        CancellationToken ct)
    {
        // Locks the rows until the repair commits: a writer waits, and its text wins.
        const string sql = """
            select entity_id, content_hash, audience_tags,
                   updated_at < $4::timestamptz - interval '1 day' or pg_visible_in_snapshot(changed_xid, $3::text::pg_snapshot),
                   author_id
            from search_document
            where surface = $1 and entity_id = any($2) and deleted_at is null
            for update
            """;

        return await dataSource.InTransactionAsync(async db =>
        {
            var indexed = (await db.QueryAsync(
                sql, [surface, owned.Select(d => d.EntityId).ToArray(), began.Snapshot, began.Time],
                row => (
                    Id: row.GetString(0), Hash: row.GetFieldValue<byte[]>(1), Tags: row.GetFieldValue<string[]>(2), IsOld: row.GetBoolean(3),
                    Author: row.Nullable<Guid>(4)), ct)
                .ConfigureAwait(false)).ToDictionary(row => row.Id);
            var (drift, old) = (default(SearchDrift), owned.Where(d => !indexed.TryGetValue(d.EntityId, out var row) || row.IsOld).ToList());
            foreach (var document in old)
            {
                var expected = await indexer.PrepareAsync(db, document, ct).ConfigureAwait(false);
                if (!indexed.TryGetValue(document.EntityId, out var row))
                    drift = drift with { Missing = drift.Missing + 1 };
                else if (string.Join(' ', row.Tags) != expected.Tags)
                    drift = drift with { WrongAudience = drift.WrongAudience + 1 };
                else if (!row.Hash.AsSpan().SequenceEqual(expected.Hash) || row.Author != expected.AuthorId)
                    drift = drift with { Stale = drift.Stale + 1 };
            }

            if (repair && drift.Any)
                await indexer.BulkUpsertAsync(db, old, ct).ConfigureAwait(false);
            return drift;
        }, ct).ConfigureAwait(false);
    }

    // A document of the last hour may be missing in the owner's list, which was read before.
    static Task<int> RemoveOrphansAsync(
        NpgsqlDataSource dataSource, string surface, HashSet<string> owned, bool repair, CancellationToken ct)
    {
        const string find = """
            select count(*)::int from search_document
            where surface = $1 and deleted_at is null and updated_at < now() - interval '1 hour' and not entity_id = any($2)
            """;
        const string remove = """
            delete from search_document
            where surface = $1 and deleted_at is null and updated_at < now() - interval '1 hour' and not entity_id = any($2)
            """;

        return dataSource.WithConnectionAsync(
            db => repair
                ? db.ExecuteAsync(remove, [surface, owned.ToArray()], ct)
                : db.FindAsync(find, [surface, owned.ToArray()], row => row.GetInt32(0), ct), ct);
    }
}

/// <summary>Counts the differences between the index and the owner.</summary>
/// <param name="Missing">Documents that the index lacks.</param>
/// <param name="Orphaned">Documents of an hour or more that the owner does not list.</param>
/// <param name="Stale">Documents with another text or author.</param>
/// <param name="WrongAudience">Documents with other audience tags.</param>
public readonly record struct SearchDrift(int Missing, int Orphaned, int Stale, int WrongAudience)
{
    /// <summary>Gets whether there is any difference.</summary>
    public bool Any => Missing + Orphaned + Stale + WrongAudience > 0;

    /// <summary>Adds two counts.</summary>
    public static SearchDrift operator +(SearchDrift one, SearchDrift other) => new(
        one.Missing + other.Missing, one.Orphaned + other.Orphaned, one.Stale + other.Stale,
        one.WrongAudience + other.WrongAudience);

    /// <summary>Adds two counts.</summary>
    public static SearchDrift Add(SearchDrift left, SearchDrift right) => left + right;
}
