using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Notifications;

/// <summary>What a member unsubscribes from.</summary>
/// <param name="UserId">The member.</param>
/// <param name="What">The kind, or <see cref="UnsubscribeTokens.Digest"/>.</param>
public readonly record struct Unsubscription(Guid UserId, string What);

/// <summary>Makes the tokens in the unsubscribe links of e-mails. Each is bound to its member and kind by HMAC-SHA256 with a
/// key of 256 bits in the database, so it works signed out, on every node, for as long as mails are kept, and cannot be
/// guessed.</summary>
public sealed class UnsubscribeTokens
{
    /// <summary>Stands for the digest among the kinds.</summary>
    public const string Digest = "digest";

    const int IdBytes = 16;
    const int MaxLength = 500;
    byte[]? _key;

    /// <summary>Returns a token.</summary>
    public async Task<string> CreateAsync(NpgsqlConnection db, Guid userId, string what, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(what);
        byte[] payload = [.. userId.ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes(what)];
        return Base64Url.EncodeToString([.. Sign(await KeyAsync(db, ct), payload), .. payload]);
    }

    /// <summary>Reads a token; null for a forged or damaged one.</summary>
    public async Task<Unsubscription?> ReadAsync(NpgsqlConnection db, string token, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(token);
        if (token.Length > MaxLength || !Base64Url.IsValid(token))
            return null;
        var bytes = Base64Url.DecodeFromChars(token);
        if (bytes.Length < HMACSHA256.HashSizeInBytes + IdBytes)
            return null;

        var (mac, payload) = (bytes[..HMACSHA256.HashSizeInBytes], bytes[HMACSHA256.HashSizeInBytes..]);
        var key = await KeyAsync(db, ct);
        if (!CryptographicOperations.FixedTimeEquals(mac, Sign(key, payload)))
            return null;

        return Parsed(payload);
    }

    static Unsubscription Parsed(ReadOnlySpan<byte> payload) =>
        new(new(payload[..IdBytes], bigEndian: true), Encoding.UTF8.GetString(payload[IdBytes..]));

    static byte[] Sign(byte[] key, byte[] payload) => HMACSHA256.HashData(key, payload);

    async ValueTask<byte[]> KeyAsync(NpgsqlConnection db, CancellationToken ct)
    {
        const string sql = "select value from rpc_secret where name = 'unsubscribe'";

        if (_key is not null)
            return _key;

        return _key = await db.FindAsync(sql, [], row => row.GetFieldValue<byte[]>(0), ct)
            ?? throw new InvalidOperationException("rpc_secret has no row unsubscribe; run adminctl migrate.");
    }
}
