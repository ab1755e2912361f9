using Bits.Search.Paths;
using Bits.Shared;
using Npgsql;

namespace Bits.Search;

public sealed partial class SearchMaintenance
{
    /// <summary>Compares the documents of a surface with what their owner says they are, and repairs them. What is written
    /// while it runs is left alone: the owner may have been read before.</summary>
    /// <param name="dataSource">Each batch is a transaction of its own; safe to stop and to repeat.</param>
    /// <param name="indexer">Writes.</param>
    /// <param name="surface">One of <see cref="Surfaces"/>.</param>
    /// <param name="owned">Everything that belongs there, in any order, each entity once, read now.</param>
    /// <param name="repair">False only counts.</param>
    /// <param name="ct">Stops it.</param>
    /// <exception cref="ArgumentException">A document is of another surface.</exception>
    public async Task<SearchDrift> ReconcileAsync(
        NpgsqlDataSource dataSource, Indexer indexer, string surface, IAsyncEnumerable<SearchDocument> owned, bool repair = true,
        CancellationToken ct = default)
    {
        var (drift, seen, batch) = (default(SearchDrift), new HashSet<string>(StringComparer.Ordinal), new List<SearchDocument>());
        var began = await dataSource.WithConnectionAsync(db => CandidateRows.ReadPointAsync(db, ct), ct).ConfigureAwait(false);
        await foreach (var document in owned.WithCancellation(ct).ConfigureAwait(false))
        {
            if (document.Surface != surface)
                throw new ArgumentException($"{document.EntityId} is on {document.Surface}, not on {surface}.", nameof(owned));
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
        NpgsqlDataSource dataSource, Indexer indexer, string surface, List<SearchDocument> owned, ReadPoint began, bool repair,
        CancellationToken ct)
    {
        // The rows stay locked until they are mended: a writer waits, and its text wins.
        const string sql = """
            select /* maintenance */ entity_id, content_hash, audience_tags,
                   updated_at < $4::timestamptz - interval '1 day' or pg_visible_in_snapshot(changed_xid, $3::text::pg_snapshot)
            from search_document
            where surface = $1 and entity_id = any($2) and deleted_at is null
            for update
            """;

        return await dataSource.InTransactionAsync(async db =>
        {
            var indexed = (await db.QueryAsync(
                sql, [surface, owned.Select(d => d.EntityId).ToArray(), began.Snapshot, began.Time],
                row => (
                    Id: row.GetString(0), Hash: row.GetFieldValue<byte[]>(1), Tags: row.GetFieldValue<string[]>(2), IsOld: row.GetBoolean(3)), ct)
                .ConfigureAwait(false)).ToDictionary(row => row.Id);
            var (drift, old) = (default(SearchDrift), owned.Where(d => !indexed.TryGetValue(d.EntityId, out var row) || row.IsOld).ToList());
            foreach (var document in old)
            {
                var expected = await indexer.PrepareAsync(db, document, ct).ConfigureAwait(false);
                if (!indexed.TryGetValue(document.EntityId, out var row))
                    drift = drift with { Missing = drift.Missing + 1 };
                else if (string.Join(' ', row.Tags) != expected.Tags)
                    drift = drift with { WrongAudience = drift.WrongAudience + 1 };
                else if (!row.Hash.AsSpan().SequenceEqual(expected.Hash))
                    drift = drift with { Stale = drift.Stale + 1 };
            }

            if (repair && drift.Any)
                await indexer.BulkUpsertAsync(db, old, ct).ConfigureAwait(false);
            return drift;
        }, ct).ConfigureAwait(false);
    }

    // What was written after the owner was read is no orphan: it is younger than the first thing that this statement sees.
    static Task<int> RemoveOrphansAsync(
        NpgsqlDataSource dataSource, string surface, HashSet<string> owned, bool repair, CancellationToken ct)
    {
        const string find = """
            select /* maintenance */ count(*)::int from search_document
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

/// <summary>How far an index was from what it should be.</summary>
/// <param name="Missing">Not in the index.</param>
/// <param name="Orphaned">In the index for an hour or more, and nobody's.</param>
/// <param name="Stale">With another text.</param>
/// <param name="WrongAudience">For somebody else.</param>
public readonly record struct SearchDrift(int Missing, int Orphaned, int Stale, int WrongAudience)
{
    /// <summary>Whether there was any.</summary>
    public bool Any => Missing + Orphaned + Stale + WrongAudience > 0;

    /// <summary>Both together.</summary>
    public static SearchDrift operator +(SearchDrift one, SearchDrift other) => new(
        one.Missing + other.Missing, one.Orphaned + other.Orphaned, one.Stale + other.Stale,
        one.WrongAudience + other.WrongAudience);

    /// <summary>Both together.</summary>
    public static SearchDrift Add(SearchDrift left, SearchDrift right) => left + right;
}
