using Bits.Testing.Photos;
using SkiaSharp;

namespace Bits.Load.Photos;

/// <summary>Photos in a folder for temporary files, so that the process that reads them has not made them.</summary>
sealed class PhotoFolder : IDisposable
{
    const int PhoneWidth = 4_000, PhoneHeight = 3_000;

    /// <summary>Gets the folder.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("bits-load-photos-").FullName;

    /// <summary>Writes good photos, as phones and others make them.</summary>
    /// <param name="count">How many; each kind in turn.</param>
    public void AddGood(int count)
    {
        byte[][] kinds =
        [
            PhonePhoto(), Quadrants.Jpeg(1_600, 1_200), Quadrants.Png(1_600, 1_200), Quadrants.WebP(1_600, 1_200), GifBytes.Draw(500, 500),
        ];
        for (var i = 0; i < count; i++)
            File.WriteAllBytes(NameOf("good", i), kinds[i % kinds.Length]);
    }

    /// <summary>Writes the hostile files.</summary>
    public void AddHostile()
    {
        foreach (var (place, hostile) in HostilePhotos.All().Index())
            File.WriteAllBytes(NameOf("hostile", place), hostile.Content);
    }

    /// <inheritdoc />
    public void Dispose() => Directory.Delete(Path, recursive: true);

    /// <summary>Lists the files of a folder, in the order in which they were written.</summary>
    public static IReadOnlyList<string> List(string path) => [.. Directory.EnumerateFiles(path).Order(StringComparer.Ordinal)];

    string NameOf(string kind, int place) => System.IO.Path.Combine(Path, $"{kind}-{place:00000}");

    // Twelve million pixels with the noise of a sensor.
    static byte[] PhonePhoto()
    {
        var random = new Random(20261130);
        using var bitmap = new SKBitmap(new SKImageInfo(PhoneWidth, PhoneHeight, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var pixels = bitmap.GetPixelSpan();
        random.NextBytes(pixels);
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)(i % 4 == 3 ? 255 : (i / 4 % PhoneWidth / 20) + (pixels[i] & 0x1F));
        using var encoded = bitmap.PeekPixels().Encode(new SKJpegEncoderOptions(82));
        return encoded!.ToArray();
    }
}
