using System.Security.Cryptography;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Files;

/// <summary>The rows of files, which every store shares.</summary>
static class FileRows
{
    /// <summary>Inserts a row; nothing happens if the same file is there.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="file">The file.</param>
    /// <param name="content">The bytes of the row; null if they are elsewhere.</param>
    /// <param name="ct">Stops the query.</param>
    /// <exception cref="InvalidOperationException">The key has other bytes, or another owner.</exception>
    public static async Task InsertAsync(NpgsqlConnection db, NewFile file, byte[]? content, CancellationToken ct)
    {
        const string insert = """
            insert into files_file (id, rendition, owner_id, content_type, length, sha256, content)
            values ($1, $2, $3, $4, $5, $6, $7::bytea)
            on conflict on constraint files_file_pkey do nothing
            """;
        const string same = """
            select owner_id = $3 and content_type = $4 and sha256 = $5
            from files_file
            where id = $1 and rendition = $2
            """;
        var hash = SHA256.HashData(file.Content);
        object?[] args =
            [file.Key.Id, file.Key.Rendition, file.OwnerId, file.ContentType, file.Content.Length, hash, content];

        if (await db.ExecuteAsync(insert, args, ct) == 0
            && !await db.FindAsync(
                same, [file.Key.Id, file.Key.Rendition, file.OwnerId, file.ContentType, hash], row => row.GetBoolean(0), ct))
            throw new InvalidOperationException($"File {file.Key} exists with other bytes or another owner. Use a new id.");
    }

    /// <summary>Finds a row without its bytes.</summary>
    public static Task<StoredFile?> FindAsync(NpgsqlConnection db, FileKey key, CancellationToken ct)
    {
        const string sql = """
            select id, rendition, owner_id, content_type, length, sha256, created_at
            from files_file
            where id = $1 and rendition = $2
            """;

        return db.FindAsync(sql, [key.Id, key.Rendition], Read, ct);
    }

    /// <summary>Reads a row; without bytes if they are elsewhere.</summary>
    public static async Task<(StoredFile File, byte[]? Content)?> OpenAsync(NpgsqlConnection db, FileKey key, CancellationToken ct)
    {
        const string sql = """
            select id, rendition, owner_id, content_type, length, sha256, created_at, content
            from files_file
            where id = $1 and rendition = $2
            """;

        return await db.FindAsync<(StoredFile, byte[]?)?>(
            sql, [key.Id, key.Rendition], row => (Read(row), row.IsDBNull(7) ? null : row.GetFieldValue<byte[]>(7)), ct);
    }

    /// <summary>Lists the rows of a person.</summary>
    public static async Task<IReadOnlyList<StoredFile>> ListOwnedAsync(NpgsqlConnection db, Guid ownerId, CancellationToken ct)
    {
        const string sql = """
            select id, rendition, owner_id, content_type, length, sha256, created_at
            from files_file
            where owner_id = $1
            order by id, rendition
            """;

        return await db.QueryAsync(sql, [ownerId], Read, ct);
    }

    /// <summary>Deletes the rows of a file.</summary>
    /// <returns>Their keys, and whether their bytes are elsewhere.</returns>
    public static Task<List<DeletedRow>> DeleteAsync(NpgsqlConnection db, Guid id, CancellationToken ct)
    {
        const string sql = "delete from files_file where id = $1 returning id, rendition, content is null";

        return db.QueryAsync(sql, [id], ReadDeleted, ct);
    }

    /// <summary>Deletes the rows of a person.</summary>
    /// <returns>Their keys, and whether their bytes are elsewhere.</returns>
    public static Task<List<DeletedRow>> DeleteOwnedAsync(NpgsqlConnection db, Guid ownerId, CancellationToken ct)
    {
        const string sql = "delete from files_file where owner_id = $1 returning id, rendition, content is null";

        return db.QueryAsync(sql, [ownerId], ReadDeleted, ct);
    }

    static StoredFile Read(NpgsqlDataReader row) => new(
        new(row.GetGuid(0), row.GetString(1)), row.GetGuid(2), row.GetString(3), row.GetInt32(4),
        Convert.ToHexStringLower(row.GetFieldValue<byte[]>(5)), row.GetFieldValue<DateTimeOffset>(6));

    static DeletedRow ReadDeleted(NpgsqlDataReader row) => new(new(row.GetGuid(0), row.GetString(1)), row.GetBoolean(2));
}

/// <summary>A row that was deleted.</summary>
/// <param name="Key">The key.</param>
/// <param name="IsElsewhere">Whether the bytes are not in the row.</param>
readonly record struct DeletedRow(FileKey Key, bool IsElsewhere);
