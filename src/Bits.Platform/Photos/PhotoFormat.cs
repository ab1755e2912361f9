namespace Bits.Platform.Photos;

/// <summary>The formats of photos that are taken.</summary>
public enum PhotoFormat
{
    /// <summary>JPEG: baseline or progressive, also CMYK.</summary>
    Jpeg,

    /// <summary>PNG; of an animated one the still image.</summary>
    Png,

    /// <summary>WebP, not animated.</summary>
    WebP,

    /// <summary>GIF; of an animated one the first frame.</summary>
    Gif,
}
