using System.Buffers.Binary;

namespace Bits.Platform.Photos;

/// <summary>Reads the header of a WebP image (RFC 9649).</summary>
static class WebPHeader
{
    const int ChunksAt = 12;
    const byte Animation = 0x02;

    public static PhotoHeader Read(ReadOnlySpan<byte> photo)
    {
        long at = ChunksAt;
        var hasAlpha = false;
        (int, int)? canvas = null;
        while (true)
        {
            var head = PhotoHeader.Slice(photo, at, 8);
            var length = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
            var data = PhotoHeader.Slice(photo, at + 8, length);
            if (head.StartsWith("VP8X"u8))
                canvas = CanvasOf(data);
            else if (head.StartsWith("ALPH"u8))
                hasAlpha = true;
            else if (head.StartsWith("VP8 "u8))
                return Image(LossySize(data), canvas, bytesPerPixel: hasAlpha ? 2 : 0);
            else if (head.StartsWith("VP8L"u8))
                return Image(LosslessSize(data), canvas, bytesPerPixel: 4);

            at += 8 + length + (length & 1);
        }
    }

    static PhotoHeader Image((int Width, int Height) size, (int, int)? canvas, int bytesPerPixel) =>
        canvas is not null && canvas != size
            ? throw PhotoFaults.Damaged()
            : new(PhotoFormat.WebP, size.Width, size.Height, (long)size.Width * size.Height * bytesPerPixel);

    static (int, int) CanvasOf(ReadOnlySpan<byte> data)
    {
        var extended = PhotoHeader.Slice(data, 0, 10);
        return (extended[0] & Animation) != 0
            ? throw PhotoFaults.Animated()
            : (1 + LowThree(extended[4..]), 1 + LowThree(extended[7..]));
    }

    static (int, int) LossySize(ReadOnlySpan<byte> data)
    {
        var frame = PhotoHeader.Slice(data, 0, 10);
        return frame[3..].StartsWith<byte>([0x9D, 0x01, 0x2A])
            ? (PhotoHeader.LowWord(frame, 6) & 0x3FFF, PhotoHeader.LowWord(frame, 8) & 0x3FFF)
            : throw PhotoFaults.Damaged();
    }

    static (int, int) LosslessSize(ReadOnlySpan<byte> data)
    {
        var head = PhotoHeader.Slice(data, 0, 5);
        if (head[0] != 0x2F)
            throw PhotoFaults.Damaged();

        var bits = BinaryPrimitives.ReadUInt32LittleEndian(head[1..]);
        return (1 + (int)(bits & 0x3FFF), 1 + (int)((bits >> 14) & 0x3FFF));
    }

    static int LowThree(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
}
