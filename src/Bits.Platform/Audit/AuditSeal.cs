using System.Globalization;
using System.Security.Cryptography;
using Npgsql;

namespace Bits.Platform.Audit;

/// <summary>A seal of the chain: over events of one class and month, or over a dropped month.</summary>
sealed record AuditSeal(
    long Seq, string Kind, string Class, DateOnly Month, AuditPlace First, AuditPlace Last, long Count, byte[] Root,
    Guid[] LeafIds, byte[] LeafHashes, byte[] Previous, DateTimeOffset SealedAt, string KeyId, byte[] Mac)
{
    public const string Batch = "batch";
    public const string Retention = "retention";

    /// <summary>Returns the bytes of the code: every field with its length, so that fields cannot run into each
    /// other.</summary>
    public byte[] Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        string[] texts =
        [
            "bits.audit.seal.v1", Seq.ToString(CultureInfo.InvariantCulture), Kind, Class,
            Month.ToString("O", CultureInfo.InvariantCulture), First.ToString(), Last.ToString(),
            Count.ToString(CultureInfo.InvariantCulture), SealedAt.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture), KeyId,
        ];
        foreach (var text in texts)
            AuditRow.AppendTo(hash, System.Text.Encoding.UTF8.GetBytes(text));
        foreach (var bytes in (byte[][])[Root, SHA256.HashData([.. LeafIds.SelectMany(id => id.ToByteArray(bigEndian: true))]), Previous])
            AuditRow.AppendTo(hash, bytes);
        return hash.GetHashAndReset();
    }

    /// <summary>Splits the hashes of the leaves.</summary>
    public byte[][] Leaves() => [.. LeafHashes.Chunk(SHA256.HashSizeInBytes)];

    public static AuditSeal Read(NpgsqlDataReader row) => new(
        Seq: row.GetInt64(0), Kind: row.GetString(1), Class: row.GetString(2), Month: row.GetFieldValue<DateOnly>(3),
        First: AuditPlace.Read(row, 4), Last: AuditPlace.Read(row, 6), Count: row.GetInt64(8),
        Root: row.GetFieldValue<byte[]>(9), LeafIds: row.GetFieldValue<Guid[]>(10), LeafHashes: row.GetFieldValue<byte[]>(11),
        Previous: row.GetFieldValue<byte[]>(12), SealedAt: row.GetFieldValue<DateTimeOffset>(13), KeyId: row.GetString(14),
        Mac: row.GetFieldValue<byte[]>(15));
}

/// <summary>A place in the sealing order: by transaction, then by id.</summary>
readonly record struct AuditPlace(ulong Xid, Guid Id)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Xid}/{Id}");

    public string XidText => Xid.ToString(CultureInfo.InvariantCulture);

    public static AuditPlace Read(NpgsqlDataReader row, int at) =>
        new(ulong.Parse(row.GetString(at), CultureInfo.InvariantCulture), row.GetGuid(at + 1));
}

/// <summary>The signed end of the chain.</summary>
sealed record AuditHead(long Seq, AuditPlace Last, byte[] LastMac, DateTimeOffset CheckedAt, string KeyId, byte[] Mac)
{
    public static AuditHead Empty { get; } = new(0, default, [], DateTimeOffset.UnixEpoch, "", []);

    public byte[] Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var text in (string[])
            [
                "bits.audit.head.v1", Seq.ToString(CultureInfo.InvariantCulture), Last.ToString(),
                CheckedAt.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture), KeyId,
            ])
            AuditRow.AppendTo(hash, System.Text.Encoding.UTF8.GetBytes(text));
        AuditRow.AppendTo(hash, LastMac);
        return hash.GetHashAndReset();
    }

    public static AuditHead Read(NpgsqlDataReader row) => new(
        row.GetInt64(0), AuditPlace.Read(row, 1), row.GetFieldValue<byte[]>(3), row.GetFieldValue<DateTimeOffset>(4),
        row.GetString(5), row.GetFieldValue<byte[]>(6));
}
