using Bits.Platform.Photos;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Directory;

/// <summary>Gives the caller's profile a photo in place of the earlier one: cropped square, in two sizes, without what the file
/// says of place and device.</summary>
[Rpc(
    "directory.v1/SetPhoto", DirectoryCapabilities.EditOwn,
    Example = """{"photo":"/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAP//"}""",
    Answer = """{"photoId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f13","version":5}""")]
public sealed class SetPhoto(PhotoPipeline pipeline, PhotoStore photos)
    : IRpc<SetPhoto.Request, SetPhoto.Response>, IPreparedRpc<SetPhoto.Request>
{
    /// <summary>The photo.</summary>
    /// <param name="Photo">A JPEG, PNG, WebP or GIF file.</param>
    public sealed record Request([property: File(PhotoPipeline.MaxBytes)] byte[] Photo)
    {
        internal Photo? Images { get; init; }
    }

    /// <summary>The result.</summary>
    /// <param name="PhotoId">The photo, at <c>/files/photos/ID/small.jpg</c> and <c>large.jpg</c>.</param>
    /// <param name="Version">The version of the profile now.</param>
    public sealed record Response(Guid PhotoId, int Version);

    /// <inheritdoc />
    public async Task<Request> PrepareAsync(Request request, CancellationToken ct) =>
        request with { Images = await pipeline.ProcessAsync(request.Photo, ct) };

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var photo = await photos.PutAsync(call.Db, call.Caller.UserId, request.Images!, ct);
        var before = await Profile.LockAsync(call.Db, call.Caller.UserId, ct);
        var after = before with { Fields = before.Fields with { PhotoId = photo }, Version = before.Version + 1 };
        await after.SaveAsync(call.Db, ct);
        if (before.Fields.PhotoId is { } old)
            await photos.DeleteAsync(call.Db, old, ct);

        call.Audit.Target("user", after.UserId);
        return new(photo, after.Version);
    }
}
