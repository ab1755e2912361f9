using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Bits.Shared;
using Npgsql;

namespace Bits.Search.Paths;

/// <summary>Holds a place between two pages.</summary>
/// <param name="Group">The group of the last hit; a word of <see cref="Ranking.MatchGroup"/>.</param>
/// <param name="Rank">Its rank.</param>
/// <param name="Id">Its document.</param>
/// <param name="IsFuzzy">Whether the search corrects typos.</param>
/// <param name="Statistics">The version that its rank was computed with.</param>
/// <param name="Snapshot">The snapshot of the first page.</param>
/// <param name="Time">The time of the first page.</param>
readonly record struct SearchCursor(
    int Group, int Rank, long Id, bool IsFuzzy, int Statistics, string Snapshot, DateTimeOffset Time);

/// <summary>Signs cursors, so that each works for its query and caller only.</summary>
/// <remarks>Base64url of one byte version, 16 bytes of HMAC-SHA-256 (RFC 2104, cut as in its section 5) over version,
/// binding and position, and the position as JSON.</remarks>
sealed class SearchCursors(byte[] key)
{
    const byte Version = 1;
    const int SignatureLength = 16;

    /// <summary>Reads the key from the database.</summary>
    public static async Task<SearchCursors> OpenAsync(NpgsqlConnection db, CancellationToken ct)
    {
        const string sql = "select value from search_secret where name = 'cursor'";

        return new(
            await db.FindAsync(sql, [], row => row.GetFieldValue<byte[]>(0), ct).ConfigureAwait(false)
            ?? throw new InvalidOperationException("The table search_secret lacks the row 'cursor'. Run SearchSchema.MigrateAsync."));
    }

    /// <summary>Writes the cursor of a place in the pages of a query.</summary>
    public string Write(SearchCursor place, SearchQuery query)
    {
        var payload = JsonSerializer.SerializeToUtf8Bytes(place);
        return Base64Url.EncodeToString([Version, .. Sign(payload, query), .. payload]);
    }

    /// <summary>Reads the place of the query's cursor; null without a cursor.</summary>
    /// <exception cref="SearchCursorException">The cursor is invalid, or belongs to another query or caller.</exception>
    public SearchCursor? Read(SearchQuery query)
    {
        if (query.After is not { } cursor)
            return null;

        Span<byte> bytes = new byte[Base64Url.GetMaxDecodedLength(Math.Min(cursor.Length, 4096))];
        return cursor.Length <= 4096
            && Base64Url.IsValid(cursor)
            && Base64Url.TryDecodeFromChars(cursor, bytes, out var length)
            && length > 1 + SignatureLength
            && bytes[0] == Version
            && bytes[(1 + SignatureLength)..length] is var payload
            && CryptographicOperations.FixedTimeEquals(bytes[1..(1 + SignatureLength)], Sign(payload, query))
                ? JsonSerializer.Deserialize<SearchCursor>(payload)
                : throw new SearchCursorException();
    }

    byte[] Sign(ReadOnlySpan<byte> payload, SearchQuery query) =>
        HMACSHA256.HashData(key, (byte[])[Version, .. Binding(query), .. payload])[..SignatureLength];

    static byte[] Binding(SearchQuery query) => SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new[]
    {
        query.Text, $"{query.Syntax}", $"{query.SomeWords}", $"{query.LastWordIsPrefix}",
        query.Surfaces is null ? null : string.Join(' ', query.Surfaces.Distinct().Order(StringComparer.Ordinal)),
        query.Caller ?? string.Join(' ', query.AudienceTags.Select(t => t.Value).Distinct().Order(StringComparer.Ordinal)),
    })));
}
