namespace Bits.Platform.Photos;

/// <summary>Reads the header of a JPEG (ITU T.81), marker by marker as its decoder does.</summary>
static class JpegHeader
{
    /// <summary>The maximum of scans: each one passes over the whole image.</summary>
    public const int MaxScans = 100;

    const byte StartOfImage = 0xD8, EndOfImage = 0xD9, StartOfScan = 0xDA, Temporary = 0x01;
    const byte Baseline = 0xC0, Extended = 0xC1, Progressive = 0xC2, Huffman = 0xC4, Reserved = 0xC8, Arithmetic = 0xCC;

    public static PhotoHeader Read(ReadOnlySpan<byte> photo)
    {
        var (at, scans) = (2, 0);
        Frame? frame = null;
        var isBuffered = false;
        while (FindMarker(photo, ref at) is { } marker && marker != EndOfImage)
        {
            if (marker is Temporary or (>= 0xD0 and <= 0xD7))
                continue;
            if (marker == StartOfImage)
                throw PhotoFaults.Damaged();

            var segment = PhotoHeader.Slice(photo, at, PhotoHeader.Word(photo, at));
            if (IsFrame(marker))
                frame = frame is null ? Frame.Read(marker, segment) : throw PhotoFaults.Damaged();
            if (marker == StartOfScan)
            {
                if (frame is null || segment.Length < 3)
                    throw PhotoFaults.Damaged();

                isBuffered |= frame.IsProgressive || segment[2] < frame.Components;
                scans++;
            }

            at += Math.Max(2, segment.Length);
            if (scans > MaxScans)
                throw PhotoFaults.TooManyScans(MaxScans);
        }

        return frame is null || scans == 0
            ? throw PhotoFaults.Damaged()
            : new(PhotoFormat.Jpeg, frame.Width, frame.Height, isBuffered ? frame.Coefficients : 0);
    }

    // Bytes before a marker are skipped: of a scan its data, elsewhere what does not belong there.
    static byte? FindMarker(ReadOnlySpan<byte> photo, ref int at)
    {
        while (at < photo.Length)
        {
            var next = photo[at..].IndexOf((byte)0xFF);
            if (next < 0)
                return null;

            at += next;
            while (at < photo.Length && photo[at] == 0xFF)
                at++;
            if (at < photo.Length && photo[at++] is var marker and not 0)
                return marker;
        }

        return null;
    }

    static bool IsFrame(byte marker) => marker is >= Baseline and <= 0xCF and not (Huffman or Reserved or Arithmetic);

    sealed record Frame(bool IsProgressive, int Width, int Height, int Components, long Coefficients)
    {
        public static Frame Read(byte marker, ReadOnlySpan<byte> segment)
        {
            if (marker is not (Baseline or Extended or Progressive))
                throw PhotoFaults.NotTaken("a JPEG of a rare kind (lossless or arithmetic)");
            if (segment.Length < 8 || segment.Length != 8 + (3 * segment[7]))
                throw PhotoFaults.Damaged();
            if (segment[2] != 8)
                throw PhotoFaults.NotTaken("a JPEG of a rare kind (not 8 bits)");

            var (height, width) = (PhotoHeader.Word(segment, 3), PhotoHeader.Word(segment, 5));
            return new(marker == Progressive, width, height, segment[7], CoefficientsOf(width, height, segment[8..]));
        }

        // Two bytes per sample, by the sampling factors of each component: 3 bytes a pixel at 4:2:0, 6 at 4:4:4.
        static long CoefficientsOf(int width, int height, ReadOnlySpan<byte> components)
        {
            var (samples, across, down) = (0, 1, 1);
            for (var i = 1; i < components.Length; i += 3)
            {
                var (x, y) = (components[i] >> 4, components[i] & 0xF);
                if (x is 0 or > 4 || y is 0 or > 4)
                    throw PhotoFaults.Damaged();

                (samples, across, down) = (samples + (x * y), Math.Max(across, x), Math.Max(down, y));
            }

            return (long)Blocks(width, across) * Blocks(height, down) * 8 * 8 * samples * 2;
        }

        static int Blocks(int side, int factor) => (side + (8 * factor) - 1) / (8 * factor);
    }
}
