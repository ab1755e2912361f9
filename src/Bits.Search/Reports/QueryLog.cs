using System.Security.Cryptography;
using System.Text;
using Bits.Shared;
using Npgsql;

namespace Bits.Search.Reports;

/// <summary>Stores queries for <see cref="QueryReports"/>: the first page of every search with a
/// <see cref="SearchQuery.Caller"/>, except while the last word is still being typed. Writes in the background; never blocks
/// or fails a search. Drops and counts queries when the queue is full.</summary>
/// <remarks>Stores the caller as a hash with a key of the installation. Safe for concurrent use. Dispose the log to write the
/// rest.</remarks>
public sealed class QueryLog : IAsyncDisposable
{
    const int MaxWords = 32;
    const int MaxBytes = 300;

    readonly BackgroundWriter<LoggedQuery> _writer;
    byte[]? _key;

    /// <param name="dataSource">The database with the tables; see <see cref="SearchSchema"/>.</param>
    /// <param name="capacity">The length of the queue, from 1. Default 10,000.</param>
    /// <param name="clock">The clock. Default: the system clock.</param>
    public QueryLog(NpgsqlDataSource dataSource, int capacity = 10_000, TimeProvider? clock = null) =>
        _writer = new(dataSource, capacity, clock ?? TimeProvider.System, WriteAsync);

    /// <summary>Gets the number of dropped queries.</summary>
    public long Dropped => _writer.Dropped;

    /// <summary>Writes the queued queries and accepts no more.</summary>
    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    /// <summary>Queues a search, or drops it; returns at once.</summary>
    internal void Record(SearchQuery query, IEnumerable<string> words, SearchPage page, TimeSpan time, bool isLive)
    {
        if (query is not { Caller: { } caller, After: null, LastWordIsPrefix: false } || !page.HasSearchableWords)
            return;

        _writer.TryAdd(new(
            caller, query.Surfaces?.Distinct().Order(StringComparer.Ordinal).ToArray(), Text(words),
            page.Corrections.Count == 0 ? null : Text(page.Corrections.Values), page.Hits.Count, (float)time.TotalMilliseconds,
            isLive ? "live" : "sql"));
    }

    static string Text(IEnumerable<string> words) => PostgresText.Cleaned(string.Join(' ', words.Take(MaxWords)), MaxBytes);

    async Task<int> WriteAsync(NpgsqlConnection db, IReadOnlyList<LoggedQuery> batch)
    {
        // Sends a list of surfaces as one text: Postgres has no arrays of arrays of different lengths.
        const string sql = """
            insert into search_query (asked_by, surfaces, words, taken_as, hits, milliseconds, path)
            select asked_by, string_to_array(surfaces, ' '), words, taken_as, hits, milliseconds, path
            from unnest($1::bytea[], $2::text[], $3::text[], $4::text[], $5::int[], $6::real[], $7::text[])
                as asked (asked_by, surfaces, words, taken_as, hits, milliseconds, path)
            """;

        _key ??= await KeyAsync(db, CancellationToken.None).ConfigureAwait(false);
        return await db.ExecuteAsync(
            sql,
            [
                batch.Select(q => Hash(_key, q.Caller)).ToArray(),
                batch.Select(q => q.Surfaces is null ? null : string.Join(' ', q.Surfaces)).ToArray(),
                batch.Select(q => q.Words).ToArray(), batch.Select(q => q.TakenAs).ToArray(), batch.Select(q => q.Hits).ToArray(),
                batch.Select(q => q.Milliseconds).ToArray(), batch.Select(q => q.Path).ToArray(),
            ], CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Hashes a caller as the log stores them.</summary>
    internal static byte[] Hash(byte[] key, string caller) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(caller))[..16];

    /// <summary>Reads the key from the database, so that every node writes the same hash.</summary>
    internal static async Task<byte[]> KeyAsync(NpgsqlConnection db, CancellationToken ct)
    {
        const string sql = "select value from search_secret where name = 'query'";

        return await db.FindAsync(sql, [], row => row.GetFieldValue<byte[]>(0), ct).ConfigureAwait(false)
            ?? throw new InvalidOperationException("The table search_secret lacks the row 'query'. Run SearchSchema.MigrateAsync.");
    }

    sealed record LoggedQuery(
        string Caller, string[]? Surfaces, string Words, string? TakenAs, int Hits, float Milliseconds, string Path);
}
