using Bits.Platform.Auth;
using Bits.Platform.Photos;
using Bits.Platform.Rpc;
using Npgsql;

namespace Bits.Platform.Features.Directory;

/// <summary>Shows the photo of a profile to whom its audience has: also when its address has become known to others.</summary>
sealed class ProfilePhotos(Relations relations) : IPhotoAudience
{
    public Task<bool> MaySeeAsync(NpgsqlConnection db, Caller caller, Guid ownerId, Guid photoId, CancellationToken ct) =>
        Snapshot.ReadAsync(
            db, async () =>
            {
                var profile = (await Profile.ListAsync(db, [ownerId], ct))[ownerId];
                var related = (await relations.ListAsync(db, caller.UserId, [ownerId], ct))[ownerId];
                return profile.VisibleTo(related.Relation).PhotoId == photoId;
            }, ct);
}
