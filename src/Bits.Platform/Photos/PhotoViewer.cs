using Bits.Platform.Auth;
using Bits.Platform.Files;
using Bits.Platform.Rpc;
using Npgsql;

namespace Bits.Platform.Photos;

/// <summary>Reads photos for transports, for callers who may see them.</summary>
public sealed class PhotoViewer(RpcConnections connections, PhotoStore photos, IEnumerable<IPhotoAudience> audiences)
{
    /// <summary>Reads a photo.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="id">The photo.</param>
    /// <param name="size">The size.</param>
    /// <param name="isKnown">Returns whether the caller has these bytes already, by their hash.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>The photo, without content if the caller has it already.</returns>
    /// <exception cref="FaultException">There is no such photo, or the caller may not see it: the same answer.</exception>
    public async Task<(StoredFile File, byte[]? Content)> ReadAsync(
        Caller caller, Guid id, PhotoSize size, Func<string, bool> isKnown, CancellationToken ct)
    {
        await using var db = await connections.OpenAsync(ct);
        if (await photos.FindAsync(db, id, size, ct) is not { } file || !await MaySeeAsync(db, caller, file, ct))
            throw NotThere();
        if (isKnown(file.Sha256))
            return (file, null);

        return (file, (await photos.OpenAsync(db, id, size, ct) ?? throw NotThere()).Content);
    }

    async Task<bool> MaySeeAsync(NpgsqlConnection db, Caller caller, StoredFile file, CancellationToken ct)
    {
        if (file.OwnerId == caller.UserId)
            return true;

        foreach (var audience in audiences)
            if (await audience.MaySeeAsync(db, caller, file.OwnerId, file.Key.Id, ct))
                return true;

        return false;
    }

    static FaultException NotThere() => FaultException.NotFound("photo_not_found", "There is no such photo, or you may not see it.");
}
