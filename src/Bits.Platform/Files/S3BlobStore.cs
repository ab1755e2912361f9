using System.Security.Cryptography;
using Bits.Jobs;
using Npgsql;

namespace Bits.Platform.Files;

/// <summary>Keeps the bytes in an S3-compatible store, and the rows in the database. Also reads and deletes files whose bytes
/// are in their rows, from before the store was chosen.</summary>
/// <remarks>An object without a row is removed: before the bytes go out, a job is committed that looks a day later whether
/// the row has come. A deletion enqueues the same job at once.</remarks>
sealed class S3BlobStore(S3Objects objects, JobQueue jobs) : IBlobStore
{
    // No transaction that stores a file lasts as long.
    static readonly EnqueueOptions Later = new() { RunIn = TimeSpan.FromDays(1) };

    public async Task PutAsync(NpgsqlConnection db, NewFile file, CancellationToken ct)
    {
        await jobs.EnqueueAsync(RemoveObject.Of(file.Key), Later, ct);
        await FileRows.InsertAsync(db, file, content: null, ct); // refuses other bytes before any go out
        await objects.PutAsync(file, ct);
    }

    public Task<StoredFile?> FindAsync(NpgsqlConnection db, FileKey key, CancellationToken ct) => FileRows.FindAsync(db, key, ct);

    public async Task<OpenedFile?> OpenAsync(NpgsqlConnection db, FileKey key, CancellationToken ct) =>
        await FileRows.OpenAsync(db, key, ct) is { } row
            ? new(row.File, row.Content ?? await FetchAsync(row.File, ct))
            : null;

    public Task<IReadOnlyList<StoredFile>> ListOwnedAsync(NpgsqlConnection db, Guid ownerId, CancellationToken ct) =>
        FileRows.ListOwnedAsync(db, ownerId, ct);

    public async Task<int> DeleteAsync(NpgsqlConnection db, Guid id, CancellationToken ct) =>
        await RemoveAsync(db, await FileRows.DeleteAsync(db, id, ct), ct);

    public async Task<int> DeleteOwnedAsync(NpgsqlConnection db, Guid ownerId, CancellationToken ct) =>
        await RemoveAsync(db, await FileRows.DeleteOwnedAsync(db, ownerId, ct), ct);

    async Task<byte[]> FetchAsync(StoredFile file, CancellationToken ct)
    {
        var content = await objects.FindAsync(file.Key, ct)
            ?? throw new InvalidOperationException($"The bytes of file {file.Key} are missing in the bucket. Restore the object, or delete the file.");

        return Convert.ToHexStringLower(SHA256.HashData(content)) == file.Sha256
            ? content
            : throw new InvalidOperationException($"The bytes of file {file.Key} in the bucket are not those that were stored. Restore the object.");
    }

    async Task<int> RemoveAsync(NpgsqlConnection db, List<DeletedRow> rows, CancellationToken ct)
    {
        foreach (var row in rows.Where(row => row.IsElsewhere))
            await jobs.EnqueueAsync(db, RemoveObject.Of(row.Key), ct);
        return rows.Count;
    }
}
