using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Bits.Platform.Rpc;

/// <summary>Reads and writes the cursors of one call: opaque to clients, signed, good for the same caller and the same
/// question only.</summary>
/// <remarks>A cursor is base64url of: one byte version, 16 bytes HMAC-SHA-256 (RFC 2104, cut as in RFC 2104 §5) over
/// version, binding and position, and the position as JSON.</remarks>
public sealed class PageCursors
{
    /// <summary>The longest cursor, in characters.</summary>
    public const int MaxLength = 4_096;

    const byte Version = 1;
    const int SignatureLength = 16;

    // Moments whole: answers cut them to milliseconds, and a position between two rows must not be cut.
    static readonly JsonSerializerOptions Positions = new(JsonSerializerDefaults.Web);

    readonly byte[] _key;
    readonly byte[] _binding;

    /// <param name="key">The platform's secret.</param>
    /// <param name="binding">What the cursors are bound to: the call, the caller, the question.</param>
    internal PageCursors(byte[] key, string binding) => (_key, _binding) = (key, Encoding.UTF8.GetBytes(binding));

    /// <summary>The cursor for a position.</summary>
    public string Write<T>(T position) where T : struct
    {
        var payload = JsonSerializer.SerializeToUtf8Bytes(position, Positions);
        return Base64Url.EncodeToString([Version, .. Sign(payload), .. payload]);
    }

    /// <summary>The cursor for what follows a page: the position of its last item, if the page is full; null on the last page.
    /// </summary>
    /// <param name="page">The items of the page.</param>
    /// <param name="limit">The size of a full page.</param>
    /// <param name="place">Returns the position of an item.</param>
    public string? Next<TItem, TPlace>(IReadOnlyList<TItem> page, int limit, Func<TItem, TPlace> place) where TPlace : struct =>
        page.Count == limit ? Write(place(page[^1])) : null;

    /// <summary>The position of a cursor that <see cref="Write"/> made for this caller and question; null for none.
    /// </summary>
    /// <exception cref="FaultException">The cursor is not one, or belongs to another caller or another question.
    /// </exception>
    public T? Read<T>(string? cursor) where T : struct
    {
        if (cursor is null)
            return null;

        Span<byte> bytes = new byte[Base64Url.GetMaxDecodedLength(cursor.Length)];
        return Base64Url.IsValid(cursor)
            && Base64Url.TryDecodeFromChars(cursor, bytes, out var length)
            && length > 1 + SignatureLength
            && bytes[0] == Version
            && bytes[(1 + SignatureLength)..length] is var payload
            && CryptographicOperations.FixedTimeEquals(bytes[1..(1 + SignatureLength)], Sign(payload))
                ? JsonSerializer.Deserialize<T>(payload, Positions)
                : throw FaultException.InvalidArgument(
                    "cursor", "does not belong to this call; send nothing for the first page, then the answer's nextCursor.");
    }

    byte[] Sign(ReadOnlySpan<byte> payload) =>
        HMACSHA256.HashData(_key, (byte[])[Version, .. _binding, 0, .. payload])[..SignatureLength];
}
