using System.Buffers.Binary;

namespace Bits.Platform.Photos;

/// <summary>Reads the header of a PNG (ISO 15948).</summary>
static class PngHeader
{
    const int HeaderAt = 8, HeaderLength = 13;

    public static PhotoHeader Read(ReadOnlySpan<byte> photo)
    {
        var chunk = PhotoHeader.Slice(photo, HeaderAt, 8 + HeaderLength);
        if (BinaryPrimitives.ReadInt32BigEndian(chunk) != HeaderLength || !chunk[4..].StartsWith("IHDR"u8))
            throw PhotoFaults.Damaged();

        var (width, height) = (BinaryPrimitives.ReadInt32BigEndian(chunk[8..]), BinaryPrimitives.ReadInt32BigEndian(chunk[12..]));
        var (bits, isInterlaced) = (chunk[16], chunk[20] != 0);
        // All pixels in the output; of an interlaced one all a second time, before they are put in order.
        var bytesPerPixel = 4 + (isInterlaced ? bits > 8 ? 8 : 4 : 0);
        return new(PhotoFormat.Png, width, height, (long)width * height * bytesPerPixel);
    }
}
