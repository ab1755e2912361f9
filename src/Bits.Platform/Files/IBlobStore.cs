using Npgsql;

namespace Bits.Platform.Files;

/// <summary>Stores small files of people: photos, documents. A file has an id and one or more renditions, each with its
/// bytes; a stored rendition never changes.</summary>
/// <remarks>The row of a file is always in the database, so a file is there exactly when the transaction that put it has
/// committed. Its bytes are in the row, or in an S3-compatible store. Does not decide who may see a file.</remarks>
public interface IBlobStore
{
    /// <summary>The maximum size of a rendition, in bytes: 5 MB.</summary>
    const int MaxBytes = 5 << 20;

    /// <summary>Stores a rendition in the caller's transaction. Safe to repeat with the same key and bytes.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="file">The rendition.</param>
    /// <param name="ct">Stops it.</param>
    /// <exception cref="InvalidOperationException">The key has other bytes, or another owner.</exception>
    /// <exception cref="Rpc.FaultException">The store of the bytes does not answer.</exception>
    Task PutAsync(NpgsqlConnection db, NewFile file, CancellationToken ct);

    /// <summary>Finds what is known of a rendition, without its bytes; null for an unknown key.</summary>
    Task<StoredFile?> FindAsync(NpgsqlConnection db, FileKey key, CancellationToken ct);

    /// <summary>Reads a rendition with its bytes; null for an unknown key.</summary>
    /// <exception cref="Rpc.FaultException">The store of the bytes does not answer.</exception>
    /// <exception cref="InvalidOperationException">The bytes are missing, or are not those that were stored.</exception>
    Task<OpenedFile?> OpenAsync(NpgsqlConnection db, FileKey key, CancellationToken ct);

    /// <summary>Lists the renditions of all files of a person, by id.</summary>
    Task<IReadOnlyList<StoredFile>> ListOwnedAsync(NpgsqlConnection db, Guid ownerId, CancellationToken ct);

    /// <summary>Deletes a file with all renditions in the caller's transaction.</summary>
    /// <returns>The number of deleted renditions; 0 for an unknown id.</returns>
    Task<int> DeleteAsync(NpgsqlConnection db, Guid id, CancellationToken ct);

    /// <summary>Deletes all files of a person in the caller's transaction.</summary>
    /// <returns>The number of deleted renditions.</returns>
    Task<int> DeleteOwnedAsync(NpgsqlConnection db, Guid ownerId, CancellationToken ct);
}

/// <summary>Names a rendition of a file.</summary>
/// <param name="Id">The file, a UUIDv7. A deleted id is never used again.</param>
/// <param name="Rendition">The rendition: 1 to 20 lower-case letters and digits, such as <c>small</c>.</param>
public readonly record struct FileKey(Guid Id, string Rendition)
{
    /// <summary>The rendition of a file that is stored as it came.</summary>
    public const string Original = "original";

    /// <inheritdoc />
    public override string ToString() => $"{Id}/{Rendition}";
}

/// <summary>A rendition to store.</summary>
/// <param name="Key">The key.</param>
/// <param name="OwnerId">The person whose file it is: their erasure deletes it.</param>
/// <param name="ContentType">The content type, as the platform determined it.</param>
/// <param name="Content">The bytes, 1 to <see cref="IBlobStore.MaxBytes"/>.</param>
public sealed record NewFile(FileKey Key, Guid OwnerId, string ContentType, byte[] Content);

/// <summary>A stored rendition.</summary>
/// <param name="Key">The key.</param>
/// <param name="OwnerId">The owner.</param>
/// <param name="ContentType">The content type.</param>
/// <param name="Length">The size, in bytes.</param>
/// <param name="Sha256">The hash of the bytes, in lower-case hexadecimal digits.</param>
/// <param name="CreatedAt">When it was stored.</param>
public sealed record StoredFile(
    FileKey Key, Guid OwnerId, string ContentType, int Length, string Sha256, DateTimeOffset CreatedAt);

/// <summary>A stored rendition with its bytes.</summary>
/// <param name="File">What is known of it.</param>
/// <param name="Content">The bytes.</param>
public sealed record OpenedFile(StoredFile File, byte[] Content);
