namespace Bits.Platform.Photos;

/// <summary>The sizes of photos. The value is the side of the square in pixels; of a smaller photo its shorter side.</summary>
public enum PhotoSize
{
    /// <summary>For lists: 96 × 96 pixels.</summary>
    Small = 96,

    /// <summary>For a page about the person: 512 × 512 pixels.</summary>
    Large = 512,
}
