using Bits.Platform.Files;
using Npgsql;

namespace Bits.Platform.Photos;

/// <summary>Stores photos of people in both sizes, under one id. A photo never changes: a new one has a new id.</summary>
/// <remarks>Does not decide who may see a photo: see <see cref="IPhotoAudience"/>.</remarks>
public sealed class PhotoStore(IBlobStore files)
{
    /// <summary>Stores both sizes in the caller's transaction. <see cref="PhotoPipeline"/> makes them, before the transaction: that
    /// may take seconds.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="ownerId">The person whose photo it is: their erasure deletes it.</param>
    /// <param name="photo">The two sizes.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>The id of the photo.</returns>
    public async Task<Guid> PutAsync(NpgsqlConnection db, Guid ownerId, Photo photo, CancellationToken ct)
    {
        var id = Guid.CreateVersion7();
        await files.PutAsync(db, new(KeyOf(id, PhotoSize.Small), ownerId, Photo.ContentType, photo.Small), ct);
        await files.PutAsync(db, new(KeyOf(id, PhotoSize.Large), ownerId, Photo.ContentType, photo.Large), ct);
        return id;
    }

    /// <summary>Finds what is known of a photo, without its bytes; null for an unknown id.</summary>
    public Task<StoredFile?> FindAsync(NpgsqlConnection db, Guid id, PhotoSize size, CancellationToken ct) =>
        files.FindAsync(db, KeyOf(id, size), ct);

    /// <summary>Reads a photo; null for an unknown id.</summary>
    public Task<OpenedFile?> OpenAsync(NpgsqlConnection db, Guid id, PhotoSize size, CancellationToken ct) =>
        files.OpenAsync(db, KeyOf(id, size), ct);

    /// <summary>Deletes a photo in the caller's transaction. No effect for an unknown id.</summary>
    public Task DeleteAsync(NpgsqlConnection db, Guid id, CancellationToken ct) => files.DeleteAsync(db, id, ct);

    static FileKey KeyOf(Guid id, PhotoSize size) => new(id, size switch
    {
        PhotoSize.Small => "photosmall",
        PhotoSize.Large => "photolarge",
    });
}
