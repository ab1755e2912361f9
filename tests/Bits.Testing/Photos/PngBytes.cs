using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Bits.Testing.Photos;

/// <summary>Writes PNG files byte by byte, good ones and others.</summary>
public static class PngBytes
{
    static readonly (int X, int Y, int StepX, int StepY)[] Adam7 =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    static readonly uint[] Sums = [.. Enumerable.Range(0, 256).Select(SumOf)];

    /// <summary>The signature.</summary>
    public static byte[] Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The last chunk.</summary>
    public static byte[] End => Chunk("IEND", []);

    /// <summary>A chunk with its checksum.</summary>
    public static byte[] Chunk(string type, byte[] data)
    {
        byte[] named = [.. Encoding.ASCII.GetBytes(type), .. data];
        var (length, sum) = (new byte[4], new byte[4]);
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(sum, Checksum(named));
        return [.. length, .. named, .. sum];
    }

    /// <summary>The first chunk.</summary>
    public static byte[] Header(int width, int height, byte bits = 8, byte color = 2, bool isInterlaced = false)
    {
        var data = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(data, width);
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(4), height);
        (data[8], data[9], data[12]) = (bits, color, isInterlaced ? (byte)1 : (byte)0);
        return Chunk("IHDR", data);
    }

    /// <summary>Bytes that inflate to so many zeros.</summary>
    public static byte[] Zeros(long count)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var block = new byte[1 << 16];
            for (; count > 0; count -= block.Length)
                zlib.Write(block, 0, (int)Math.Min(count, block.Length));
        }

        return packed.ToArray();
    }

    /// <summary>A whole file of zeros: black, or transparent.</summary>
    public static byte[] Black(int width, int height, byte bits = 8, byte color = 2, bool isInterlaced = false)
    {
        var channels = color switch { 0 or 3 => 1, 4 => 2, 6 => 4, _ => 3 };
        return
        [
            .. Signature, .. Header(width, height, bits, color, isInterlaced),
            .. Chunk("IDAT", Zeros(height * (1 + (((long)width * channels * bits) + 7) / 8))), .. End,
        ];
    }

    /// <summary>A whole file with the colors of <see cref="Quadrants"/>, in 8 or 16 bits.</summary>
    /// <param name="width">The width.</param>
    /// <param name="height">The height.</param>
    /// <param name="bits">8 or 16.</param>
    /// <param name="isInterlaced">Whether by Adam7.</param>
    /// <param name="extra">Chunks before the pixels.</param>
    public static byte[] Draw(int width, int height, byte bits = 8, bool isInterlaced = false, byte[]? extra = null)
    {
        using var raw = new MemoryStream();
        foreach (var (x0, y0, stepX, stepY) in isInterlaced ? Adam7 : [(0, 0, 1, 1)])
            for (var y = y0; y < height && x0 < width; y += stepY)
            {
                raw.WriteByte(0);
                for (var x = x0; x < width; x += stepX)
                    foreach (var value in Quadrants.At(x, y, width, height))
                        for (var i = 0; i < bits / 8; i++)
                            raw.WriteByte(value);
            }

        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(raw.GetBuffer(), 0, (int)raw.Length);
        return [.. Signature, .. Header(width, height, bits, isInterlaced: isInterlaced), .. extra ?? [], .. Chunk("IDAT", packed.ToArray()), .. End];
    }

    /// <summary>A copy whose checksums are right again, so that a decoder reads what was changed. Stops at what is no chunk.
    /// </summary>
    public static byte[] Repaired(byte[] file)
    {
        var copy = file.ToArray();
        for (var at = 8; at + 12 <= copy.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(copy.AsSpan(at));
            if (length < 0 || length > copy.Length - at - 12)
                break;

            BinaryPrimitives.WriteUInt32BigEndian(copy.AsSpan(at + 8 + length), Checksum(copy[(at + 4)..(at + 8 + length)]));
            at += 12 + length;
        }

        return copy;
    }

    static uint Checksum(byte[] bytes)
    {
        var sum = uint.MaxValue;
        foreach (var b in bytes)
            sum = Sums[(byte)(sum ^ b)] ^ (sum >> 8);
        return ~sum;
    }

    static uint SumOf(int value)
    {
        var sum = (uint)value;
        for (var bit = 0; bit < 8; bit++)
            sum = (sum & 1) != 0 ? 0xEDB88320 ^ (sum >> 1) : sum >> 1;
        return sum;
    }
}
