using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Photos;
using Bits.Platform.Rpc;

namespace Bits.Backend.Http;

/// <summary>Shows photos as <c>GET /files/photos/ID/small.jpg</c> and <c>large.jpg</c> to their owner and to whom an
/// <see cref="IPhotoAudience"/> lets see them. To others a photo does not exist.</summary>
static class PhotoFiles
{
    // A page shows many: only denials leave events.
    static readonly Look View = new(new("files.photo", AuditClass.Access), Capabilities.AccountsSelf) { IsAudited = false };

    public static void MapPhotoFiles(this IEndpointRouteBuilder endpoints)
    {
        foreach (var (name, size) in new[] { ("small.jpg", PhotoSize.Small), ("large.jpg", PhotoSize.Large) })
            endpoints
                .MapGet(
                    $"/files/photos/{{id:guid}}/{name}",
                    (HttpContext http, Guid id, HttpIdentity identities, CapabilityGate gate, PhotoViewer photos, CancellationToken ct) =>
                        ShowAsync(http, id, size, name, identities, gate, photos, ct))
                .ExcludeFromDescription();
    }

    static async Task<IResult> ShowAsync(
        HttpContext http, Guid id, PhotoSize size, string name, HttpIdentity identities, CapabilityGate gate, PhotoViewer photos, CancellationToken ct)
    {
        try
        {
            using var admission = await gate.EnterAsync(await identities.ProveAsync(http), View, HttpOrigin.Of(http), ct);
            var (file, content) = await photos.ReadAsync(admission.Caller, id, size, sha256 => InertFile.IsKnown(http, sha256), ct);
            return InertFile.Answer(http, file, content, name);
        }
        catch (FaultException fault)
        {
            return RpcEndpoints.Refuse(http, fault);
        }
    }
}
