namespace Bits.Testing.Photos;

/// <summary>Writes GIF files byte by byte, with four colors: those of <see cref="Quadrants"/>.</summary>
public static class GifBytes
{
    const int Clear = 4, Stop = 5, CodeBits = 3;

    /// <summary>The header with a table of colors.</summary>
    public static byte[] Header(int width, int height) =>
        [.. "GIF89a"u8, .. Sides(width, height), 0x91, 0, 0, .. Quadrants.Colors.SelectMany(color => color)];

    /// <summary>A frame in the colors of the quadrants.</summary>
    public static byte[] Frame(int width, int height)
    {
        var codes = new List<int>();
        for (var i = 0; i < width * height; i++)
        {
            if (i % 2 == 0)
                codes.Add(Clear); // so that codes stay of three bits
            codes.Add(Quadrants.IndexAt(i % width, i / width, width, height));
        }

        codes.Add(Stop);
        return [0x2C, 0, 0, 0, 0, .. Sides(width, height), 0, 2, .. Blocks(Packed(codes))];
    }

    /// <summary>A comment.</summary>
    public static byte[] Comment(string text) => [0x21, 0xFE, .. Blocks(System.Text.Encoding.ASCII.GetBytes(text))];

    /// <summary>A whole file.</summary>
    /// <param name="width">The width.</param>
    /// <param name="height">The height.</param>
    /// <param name="frames">How many frames; with more than one it is animated.</param>
    /// <param name="comment">A comment; null for none.</param>
    public static byte[] Draw(int width, int height, int frames = 1, string? comment = null) =>
    [
        .. Header(width, height), .. comment is null ? [] : Comment(comment),
        .. Enumerable.Range(0, frames).SelectMany(_ => (byte[])[0x21, 0xF9, 4, 0, 10, 0, 0, 0, .. Frame(width, height)]), 0x3B,
    ];

    static byte[] Sides(int width, int height) => [(byte)width, (byte)(width >> 8), (byte)height, (byte)(height >> 8)];

    static byte[] Packed(List<int> codes)
    {
        var bytes = new byte[((codes.Count * CodeBits) + 7) / 8];
        foreach (var (at, code) in codes.Index())
            for (var bit = 0; bit < CodeBits; bit++)
                if ((code >> bit & 1) != 0)
                    bytes[((at * CodeBits) + bit) / 8] |= (byte)(1 << (((at * CodeBits) + bit) % 8));
        return bytes;
    }

    static byte[] Blocks(byte[] data) => [.. data.Chunk(255).SelectMany(block => (byte[])[(byte)block.Length, .. block]), 0];
}
