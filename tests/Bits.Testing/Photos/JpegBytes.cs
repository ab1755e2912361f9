namespace Bits.Testing.Photos;

/// <summary>Writes JPEG files byte by byte. The tables have one code of one bit, so a block without detail takes two bits, and
/// a huge image a few bytes.</summary>
public static class JpegBytes
{
    /// <summary>The first marker.</summary>
    public static byte[] Start => [0xFF, 0xD8];

    /// <summary>The last marker.</summary>
    public static byte[] End => [0xFF, 0xD9];

    /// <summary>A segment with its length.</summary>
    public static byte[] Segment(byte marker, byte[] data) =>
        [0xFF, marker, (byte)((data.Length + 2) >> 8), (byte)(data.Length + 2), .. data];

    /// <summary>A flat image.</summary>
    /// <param name="width">The width.</param>
    /// <param name="height">The height.</param>
    /// <param name="components">1 for gray, 3 for color, 4 for CMYK.</param>
    /// <param name="process">The marker of the frame: 0xC0 baseline, 0xC2 progressive.</param>
    /// <param name="passes">For progressive ones the scans of each component besides the first.</param>
    /// <param name="sampling">The sampling factors of the first component: 0x11 for 4:4:4, 0x22 for 4:2:0.</param>
    public static byte[] Flat(
        int width, int height, int components = 3, byte process = 0xC0, int passes = 1, byte sampling = 0x11)
    {
        byte[] tables = [.. Enumerable.Repeat((byte)1, 64)];
        byte[] oneCode = [1, .. new byte[15], 0];
        var blocks = Blocks(width, sampling >> 4) * Blocks(height, sampling & 0xF) * ((sampling >> 4) * (sampling & 0xF) + components - 1);
        var first = new byte[(blocks * (process == 0xC2 ? 1 : 2) / 8) + 1];
        var pass = new byte[(Blocks(width, 1) * Blocks(height, 1) / 8) + 1];
        var all = Enumerable.Range(1, components).SelectMany(id => (byte[])[(byte)id, 0]).ToArray();

        using var file = new MemoryStream();
        file.Write([.. Start, .. Segment(0xEE, [.. "Adobe"u8, 0, 100, 0, 0, 0, 0, (byte)(components == 3 ? 1 : 0)])]);
        file.Write([.. Segment(0xDB, [0, .. tables]), .. Segment(process, Frame(width, height, components, sampling))]);
        file.Write([.. Segment(0xC4, [0x00, .. oneCode]), .. Segment(0xC4, [0x10, .. oneCode])]);
        file.Write([.. Segment(0xDA, [(byte)components, .. all, 0, (byte)(process == 0xC2 ? 0 : 63), 0]), .. first]);
        for (var i = 0; process == 0xC2 && i < passes; i++)
            file.Write([.. Segment(0xDA, [1, 1, 0, 1, 63, 0]), .. pass]);
        file.Write(End);
        return file.ToArray();
    }

    /// <summary>A copy with a segment behind the first marker.</summary>
    public static byte[] With(byte[] jpeg, byte marker, byte[] data) => [.. jpeg[..2], .. Segment(marker, data), .. jpeg[2..]];

    /// <summary>A copy whose frame says other sides.</summary>
    public static byte[] Resized(byte[] jpeg, int width, int height)
    {
        var copy = jpeg.ToArray();
        for (var at = 2; at < copy.Length; at += 2 + (copy[at + 2] << 8) + copy[at + 3])
            if (copy[at + 1] is 0xC0 or 0xC2)
            {
                (copy[at + 5], copy[at + 6], copy[at + 7], copy[at + 8]) =
                    ((byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width);
                return copy;
            }

        throw new InvalidOperationException("The JPEG has no frame.");
    }

    /// <summary>The data of an Exif segment with an orientation, a place and a description.</summary>
    public static byte[] Exif(int orientation, string description)
    {
        byte[] text = [.. System.Text.Encoding.ASCII.GetBytes(description), 0];
        byte[] gps = [1, 0, .. Entry(0x0001, 2, 2, [(byte)'N', 0, 0, 0]), 0, 0, 0, 0];
        byte[] entries =
        [
            3, 0, .. Entry(0x010E, 2, text.Length, Number(50 + gps.Length)), .. Entry(0x0112, 3, 1, Number(orientation)),
            .. Entry(0x8825, 4, 1, Number(50)), 0, 0, 0, 0,
        ];
        return [.. "Exif\0\0"u8, .. "II*\0"u8, 8, 0, 0, 0, .. entries, .. gps, .. text];
    }

    static byte[] Entry(int tag, int type, int count, byte[] value) =>
        [(byte)tag, (byte)(tag >> 8), (byte)type, 0, .. Number(count), .. value];

    static byte[] Number(int value) => BitConverter.GetBytes(value);

    static byte[] Frame(int width, int height, int components, byte sampling) =>
    [
        8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, (byte)components,
        .. Enumerable.Range(1, components).SelectMany(id => (byte[])[(byte)id, id == 1 ? sampling : (byte)0x11, 0]),
    ];

    static long Blocks(int side, int factor) => (side + (8 * factor) - 1) / (8 * factor);
}
