using System.Security.Cryptography;
using System.Text;
using Bits.Shared;
using Npgsql;

namespace Bits.Search.Reports;

/// <summary>Keeps what was asked, for <see cref="QueryReports"/>: the first page of every search whose
/// <see cref="SearchQuery.Caller"/> is known and whose last word is not still being typed. In the background: it never
/// blocks a search and never fails one; what is too much is dropped and counted.</summary>
/// <remarks>Who asked is kept as a hash with a key of this installation. Safe for concurrent use. Dispose it to write what
/// is left.</remarks>
public sealed class QueryLog : IAsyncDisposable
{
    const int MaxWords = 32;
    const int MaxBytes = 300;

    readonly BackgroundWriter<LoggedQuery> _writer;
    byte[]? _key;

    /// <param name="dataSource">Where the tables are; see <see cref="SearchSchema"/>.</param>
    /// <param name="capacity">How many searches may wait, from 1; default 10,000.</param>
    /// <param name="clock">Default: the system's.</param>
    public QueryLog(NpgsqlDataSource dataSource, int capacity = 10_000, TimeProvider? clock = null) =>
        _writer = new(dataSource, capacity, clock ?? TimeProvider.System, WriteAsync);

    /// <summary>How many searches were not kept.</summary>
    public long Dropped => _writer.Dropped;

    /// <summary>Writes what waits, and takes no more.</summary>
    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    /// <summary>Takes a search, or drops it; returns at once.</summary>
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
        // A list of surfaces is one text here: an array of arrays of different lengths is none to Postgres.
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

    /// <summary>Who asked, as the log has them.</summary>
    internal static byte[] Hash(byte[] key, string caller) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(caller))[..16];

    /// <summary>The key, which lies in the database, so that every node writes the same.</summary>
    internal static async Task<byte[]> KeyAsync(NpgsqlConnection db, CancellationToken ct)
    {
        const string sql = "select value from search_secret where name = 'query'";

        return await db.FindAsync(sql, [], row => row.GetFieldValue<byte[]>(0), ct).ConfigureAwait(false)
            ?? throw new InvalidOperationException("search_secret has no row query; run SearchSchema.MigrateAsync.");
    }

    sealed record LoggedQuery(
        string Caller, string[]? Surfaces, string Words, string? TakenAs, int Hits, float Milliseconds, string Path);
}
