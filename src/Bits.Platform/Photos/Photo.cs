namespace Bits.Platform.Photos;

/// <summary>A photo in both sizes: square JPEG images without metadata.</summary>
/// <param name="Small">The image of <see cref="PhotoSize.Small"/>.</param>
/// <param name="Large">The image of <see cref="PhotoSize.Large"/>.</param>
public sealed record Photo(byte[] Small, byte[] Large)
{
    /// <summary>The content type of both images.</summary>
    public const string ContentType = "image/jpeg";
}
