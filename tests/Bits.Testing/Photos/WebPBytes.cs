using System.Text;

namespace Bits.Testing.Photos;

/// <summary>Writes WebP files byte by byte.</summary>
public static class WebPBytes
{
    /// <summary>A file of these chunks.</summary>
    public static byte[] File(params byte[][] chunks)
    {
        var body = chunks.SelectMany(chunk => chunk).ToArray();
        return [.. "RIFF"u8, .. BitConverter.GetBytes(body.Length + 4), .. "WEBP"u8, .. body];
    }

    /// <summary>A chunk, padded.</summary>
    public static byte[] Chunk(string type, byte[] data) =>
        [.. Encoding.ASCII.GetBytes(type), .. BitConverter.GetBytes(data.Length), .. data, .. new byte[data.Length & 1]];

    /// <summary>The chunk with the features of a file: 0x02 animation, 0x04 XMP, 0x08 Exif, 0x10 alpha, 0x20 profile.</summary>
    public static byte[] Features(byte flags, int width, int height) =>
        Chunk("VP8X", [flags, 0, 0, 0, .. BitConverter.GetBytes(width - 1)[..3], .. BitConverter.GetBytes(height - 1)[..3]]);

    /// <summary>A lossless image of one color: every prefix code has one symbol, so that a pixel takes no bit at all.</summary>
    public static byte[] Solid(int width, int height)
    {
        var bits = new List<bool>();
        Write(0x2F, 8);
        Write(width - 1, 14);
        Write(height - 1, 14);
        Write(0, 4); // no alpha, version
        Write(0, 3); // no transform, no cache, no groups of codes
        for (var code = 0; code < 5; code++)
            Write(0b0001, 4); // simple, one symbol, of one bit: 0
        return Chunk("VP8L", [.. bits.Chunk(8).Select(AsByte), 0, 0, 0, 0]);

        void Write(int value, int count)
        {
            for (var bit = 0; bit < count; bit++)
                bits.Add((value >> bit & 1) != 0);
        }

        static byte AsByte(bool[] of) => (byte)of.Index().Sum(bit => bit.Item ? 1 << bit.Index : 0);
    }

    /// <summary>The chunks of a file, as they stand.</summary>
    public static byte[] ChunksOf(byte[] file) => file[12..];
}
