using Bits.Platform.Auth;
using Npgsql;

namespace Bits.Platform.Photos;

/// <summary>Decides who may see photos, for the feature that shows them. A photo is shown if its owner asks, or if one
/// audience says yes.</summary>
public interface IPhotoAudience
{
    /// <summary>Returns whether the caller may see a photo now; false for photos of other features.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="caller">The caller.</param>
    /// <param name="ownerId">The person whose photo it is.</param>
    /// <param name="photoId">The photo.</param>
    /// <param name="ct">Stops the query.</param>
    Task<bool> MaySeeAsync(NpgsqlConnection db, Caller caller, Guid ownerId, Guid photoId, CancellationToken ct);
}
