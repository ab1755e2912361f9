using System.Text;
using Bits.Platform.Photos;
using Bits.Testing.Photos;
using SkiaSharp;

namespace Bits.Platform.Tests.Photos;

/// <summary>Looks at what the pipeline has encoded.</summary>
static class EncodedPhoto
{
    /// <summary>Both images are square JPEGs of the right size, without any segment that could hold metadata.</summary>
    public static void IsClean(Photo photo)
    {
        foreach (var (image, side) in new[] { (photo.Small, 96), (photo.Large, 512) })
        {
            using var bitmap = SKBitmap.Decode(image);
            Assert.Equal(bitmap.Width, bitmap.Height);
            Assert.InRange(bitmap.Width, 1, side);
            Assert.Empty(Markers(image).Except([0xD8, 0xE0, 0xDB, 0xC0, 0xC2, 0xC4, 0xDA, 0xD9]));
            Assert.Equal([0xFF, 0xD9], image[^2..]);
            var text = Encoding.Latin1.GetString(image);
            Assert.DoesNotContain("bits-payload", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("script", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("Exif", text, StringComparison.OrdinalIgnoreCase);
        }
    }

    /// <summary>The quarters of a picture of <see cref="Quadrants"/>, from the upper left: which color each one has.</summary>
    public static int[] QuartersOf(byte[] image)
    {
        using var bitmap = SKBitmap.Decode(image);
        var (near, far) = (bitmap.Width / 4, bitmap.Width * 3 / 4);
        return [.. new[] { (near, near), (far, near), (near, far), (far, far) }.Select(at => Nearest(bitmap.GetPixel(at.Item1, at.Item2)))];
    }

    static int Nearest(SKColor color) => Quadrants.Colors.Index().MinBy(
        c => Math.Abs(c.Item[0] - color.Red) + Math.Abs(c.Item[1] - color.Green) + Math.Abs(c.Item[2] - color.Blue)).Index;

    static IEnumerable<int> Markers(byte[] image)
    {
        for (var at = 0; at + 1 < image.Length; at++)
            if (image[at] == 0xFF && image[at + 1] is not (0 or 0xFF or (>= 0xD0 and <= 0xD7)))
            {
                yield return image[at + 1];
                if (image[at + 1] is not (0xD8 or 0xD9))
                    at += 1 + (image[at + 2] << 8) + image[at + 3];
            }
    }
}
