using Bits.Platform.Photos;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Directory;

/// <summary>Removes the photo of the caller's profile.</summary>
[Rpc(
    "directory.v1/RemovePhoto", DirectoryCapabilities.EditOwn,
    Example = "{}",
    Answer = """{"changed":true}""")]
public sealed class RemovePhoto(PhotoStore photos) : IRpc<RemovePhoto.Request, RemovePhoto.Response>
{
    /// <summary>No fields.</summary>
    public sealed record Request;

    /// <summary>The result.</summary>
    /// <param name="Changed">Whether there was a photo.</param>
    public sealed record Response(bool Changed);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var before = await Profile.LockAsync(call.Db, call.Caller.UserId, ct);
        if (before.Fields.PhotoId is { } old)
        {
            var after = before with { Fields = before.Fields with { PhotoId = null }, Version = before.Version + 1 };
            await after.SaveAsync(call.Db, ct);
            await photos.DeleteAsync(call.Db, old, ct);
        }

        call.Audit.Target("user", before.UserId).If(before.Fields.PhotoId is not null);
        return new(before.Fields.PhotoId is not null);
    }
}
