namespace Bits.Platform.Photos;

/// <summary>Reads the header of a GIF (version 89a).</summary>
static class GifHeader
{
    const int WidthAt = 6, HeightAt = 8;

    public static PhotoHeader Read(ReadOnlySpan<byte> photo)
    {
        var (width, height) = (PhotoHeader.LowWord(photo, WidthAt), PhotoHeader.LowWord(photo, HeightAt));
        return new(PhotoFormat.Gif, width, height, (long)width * height * 8); // the output, and the frame before it is placed
    }
}
