using SkiaSharp;

namespace Bits.Testing.Photos;

/// <summary>A picture whose four quarters differ, so that a test sees how it was turned: red and green above, blue and yellow
/// below.</summary>
public static class Quadrants
{
    /// <summary>The colors: upper left, upper right, lower left, lower right.</summary>
    public static IReadOnlyList<byte[]> Colors { get; } = [[230, 20, 20], [20, 180, 20], [20, 20, 230], [230, 230, 20]];

    /// <summary>The quarter of a pixel.</summary>
    public static int IndexAt(int x, int y, int width, int height) => (x * 2 >= width ? 1 : 0) + (y * 2 >= height ? 2 : 0);

    /// <summary>The color of a pixel.</summary>
    public static byte[] At(int x, int y, int width, int height) => Colors[IndexAt(x, y, width, height)];

    /// <summary>The picture, encoded by the library.</summary>
    /// <param name="width">The width.</param>
    /// <param name="height">The height.</param>
    /// <param name="options">The options of the encoder, which choose the format.</param>
    /// <param name="alpha">The alpha of all pixels.</param>
    /// <param name="space">The color space whose profile is embedded; null for sRGB.</param>
    public static byte[] Encode(int width, int height, object options, byte alpha = 255, SKColorSpace? space = null)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(
            width, height, SKColorType.Rgba8888, alpha == 255 ? SKAlphaType.Opaque : SKAlphaType.Unpremul));
        var (right, lower) = ((width + 1) / 2, (height + 1) / 2);
        for (var quarter = 0; quarter < Colors.Count; quarter++)
            bitmap.Erase(
                new(Colors[quarter][0], Colors[quarter][1], Colors[quarter][2], alpha),
                SKRectI.Create(quarter % 2 * right, quarter / 2 * lower, right, lower));
        using var pixels = new SKPixmap(bitmap.Info.WithColorSpace(space ?? SKColorSpace.CreateSrgb()), bitmap.GetPixels());
        using var encoded = options switch
        {
            SKJpegEncoderOptions jpeg => pixels.Encode(jpeg),
            SKPngEncoderOptions png => pixels.Encode(png),
            SKWebpEncoderOptions webp => pixels.Encode(webp),
            _ => throw new ArgumentException("Give the options of JPEG, PNG or WebP.", nameof(options)),
        };
        return encoded!.ToArray();
    }

    /// <summary>A JPEG.</summary>
    public static byte[] Jpeg(int width = 640, int height = 480) => Encode(width, height, new SKJpegEncoderOptions(90));

    /// <summary>A PNG.</summary>
    public static byte[] Png(int width = 640, int height = 480) => Encode(width, height, SKPngEncoderOptions.Default);

    /// <summary>A lossy WebP.</summary>
    public static byte[] WebP(int width = 640, int height = 480, byte alpha = 255) =>
        Encode(width, height, new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossy, 80), alpha);

    /// <summary>A lossless WebP.</summary>
    public static byte[] LosslessWebP(int width = 640, int height = 480, byte alpha = 255) =>
        Encode(width, height, new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossless, 50), alpha);
}
