using Bits.Platform.Privacy;
using Npgsql;

namespace Bits.Platform.Files;

/// <summary>Exports and erases a person's files.</summary>
sealed class FileData(IBlobStore files) : IPersonalData
{
    public string Part => "files";

    public IReadOnlyList<string> Tables => ["files_file"];

    public async Task<object?> ExportAsync(NpgsqlConnection db, Guid userId, CancellationToken ct)
    {
        var exported = new List<object>();
        foreach (var file in await files.ListOwnedAsync(db, userId, ct))
            exported.Add(new
            {
                file.Key.Id,
                file.Key.Rendition,
                file.ContentType,
                file.CreatedAt,
                (await files.OpenAsync(db, file.Key, ct))!.Content,
            });
        return exported;
    }

    public async Task<long> EraseAsync(NpgsqlConnection db, ErasedPerson person, CancellationToken ct) =>
        await files.DeleteOwnedAsync(db, person.UserId, ct);
}
