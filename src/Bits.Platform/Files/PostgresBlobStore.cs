using Npgsql;

namespace Bits.Platform.Files;

/// <summary>Keeps the bytes in the rows: one backup has everything, and a rollback leaves nothing.</summary>
sealed class PostgresBlobStore : IBlobStore
{
    public Task PutAsync(NpgsqlConnection db, NewFile file, CancellationToken ct) =>
        FileRows.InsertAsync(db, file, file.Content, ct);

    public Task<StoredFile?> FindAsync(NpgsqlConnection db, FileKey key, CancellationToken ct) => FileRows.FindAsync(db, key, ct);

    public async Task<OpenedFile?> OpenAsync(NpgsqlConnection db, FileKey key, CancellationToken ct) =>
        await FileRows.OpenAsync(db, key, ct) is not { } row ? null
        : row.Content is { } content ? new(row.File, content)
        : throw new InvalidOperationException($"The bytes of file {key} are in S3. Set {BlobStoreOptions.Section}:Store to S3.");

    public Task<IReadOnlyList<StoredFile>> ListOwnedAsync(NpgsqlConnection db, Guid ownerId, CancellationToken ct) =>
        FileRows.ListOwnedAsync(db, ownerId, ct);

    public async Task<int> DeleteAsync(NpgsqlConnection db, Guid id, CancellationToken ct) =>
        (await FileRows.DeleteAsync(db, id, ct)).Count;

    public async Task<int> DeleteOwnedAsync(NpgsqlConnection db, Guid ownerId, CancellationToken ct) =>
        (await FileRows.DeleteOwnedAsync(db, ownerId, ct)).Count;
}
