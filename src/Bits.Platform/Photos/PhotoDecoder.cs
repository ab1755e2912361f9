using SkiaSharp;

namespace Bits.Platform.Photos;

/// <summary>Decodes a photo whose header was checked, and encodes its sizes. The only code that meets native code.</summary>
static class PhotoDecoder
{
    const int Quality = 82;

    static readonly SKSamplingOptions Smooth = new(SKFilterMode.Linear, SKMipmapMode.Linear);
    static readonly SKJpegEncoderOptions Jpeg = new(Quality, SKJpegEncoderDownsample.Downsample420, SKJpegEncoderAlphaOption.Ignore);

    /// <summary>Decodes, turns upright, crops to the middle square and encodes both sizes.</summary>
    /// <exception cref="Rpc.FaultException">The photo is damaged.</exception>
    public static Photo Decode(ReadOnlySpan<byte> photo, PhotoHeader header)
    {
        using var data = SKData.CreateCopy(photo);
        using var codec = SKCodec.Create(data);
        if (codec is null || !IsOf(codec, header))
            throw PhotoFaults.Damaged();

        using var middle = DecodeMiddle(codec);
        using var large = Resize(middle, (int)PhotoSize.Large, codec.EncodedOrigin);
        using var small = Resize(large, (int)PhotoSize.Small, SKEncodedOrigin.TopLeft);
        return new(Encode(small), Encode(large));
    }

    // Buffers were counted by the header as it was checked: the decoder must see the same.
    static bool IsOf(SKCodec codec, PhotoHeader header) =>
        (codec.Info.Width, codec.Info.Height) == (header.Width, header.Height)
        && codec.EncodedFormat == header.Format switch
        {
            PhotoFormat.Jpeg => SKEncodedImageFormat.Jpeg,
            PhotoFormat.Png => SKEncodedImageFormat.Png,
            PhotoFormat.WebP => SKEncodedImageFormat.Webp,
            PhotoFormat.Gif => SKEncodedImageFormat.Gif,
        };

    static SKBitmap DecodeMiddle(SKCodec codec)
    {
        var size = ScaledSize(codec);
        using var decoded = new SKBitmap(
            new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Premul, SKColorSpace.CreateSrgb()));
        if (codec.GetPixels(decoded.Info, decoded.GetPixels()) != SKCodecResult.Success)
            throw PhotoFaults.Damaged();

        return Shrink(decoded);
    }

    // JPEG and WebP decode to a fraction; it is the smallest one that has enough pixels.
    static SKSizeI ScaledSize(SKCodec codec)
    {
        for (var eighths = 1; eighths < 8; eighths++)
            if (codec.GetScaledDimensions(eighths / 8f) is var size && Math.Min(size.Width, size.Height) >= (int)PhotoSize.Large)
                return size;

        return codec.Info.Size;
    }

    // The middle square, shrunk by the whole factor that leaves enough pixels: each one is the mean of a block. A library
    // that shrinks at once wants a third more memory for its steps.
    static SKBitmap Shrink(SKBitmap decoded)
    {
        var side = Math.Min(decoded.Width, decoded.Height);
        var factor = Math.Max(1, side / (int)PhotoSize.Large);
        var (left, top) = ((decoded.Width - side) / 2, (decoded.Height - side) / 2);
        var shrunk = new SKBitmap(decoded.Info.WithSize(side / factor, side / factor));
        ReadOnlySpan<byte> from = decoded.GetPixelSpan();
        var to = shrunk.GetPixelSpan();
        Span<int> sums = new int[shrunk.Width * 4];
        for (var y = 0; y < shrunk.Height; y++)
        {
            sums.Clear();
            for (var row = 0; row < factor; row++)
                AddRow(from.Slice(((top + (y * factor) + row) * decoded.RowBytes) + (left * 4), shrunk.Width * factor * 4), sums, factor);
            for (var i = 0; i < sums.Length; i++)
                to[(y * shrunk.RowBytes) + i] = (byte)(sums[i] / (factor * factor));
        }

        return shrunk;
    }

    static void AddRow(ReadOnlySpan<byte> row, Span<int> sums, int factor)
    {
        for (var x = 0; x < sums.Length; x += 4)
            for (var i = 0; i < factor; i++)
            {
                var pixel = row.Slice((x * factor) + (i * 4), 4);
                sums[x] += pixel[0];
                sums[x + 1] += pixel[1];
                sums[x + 2] += pixel[2];
                sums[x + 3] += pixel[3];
            }
    }

    static SKBitmap Resize(SKBitmap source, int maxSide, SKEncodedOrigin origin)
    {
        var side = Math.Min(source.Width, maxSide);
        using var pixels = source.PeekPixels();
        using var image = SKImage.FromPixels(pixels);

        var square = new SKBitmap(new SKImageInfo(side, side, SKColorType.Rgba8888, SKAlphaType.Opaque, SKColorSpace.CreateSrgb()));
        using var canvas = new SKCanvas(square);
        canvas.Clear(SKColors.White); // where the photo is transparent
        canvas.Concat(Upright(origin, side / 2f));
        canvas.DrawImage(image, SKRect.Create(side, side), Smooth);
        canvas.Flush();
        return square;
    }

    // By the values of the Exif tag Orientation, about the center of the square.
    static SKMatrix Upright(SKEncodedOrigin origin, float center)
    {
        var (a, b, c, d) = origin switch
        {
            SKEncodedOrigin.TopRight => (-1, 0, 0, 1),
            SKEncodedOrigin.BottomRight => (-1, 0, 0, -1),
            SKEncodedOrigin.BottomLeft => (1, 0, 0, -1),
            SKEncodedOrigin.LeftTop => (0, 1, 1, 0),
            SKEncodedOrigin.RightTop => (0, -1, 1, 0),
            SKEncodedOrigin.RightBottom => (0, -1, -1, 0),
            SKEncodedOrigin.LeftBottom => (0, 1, -1, 0),
            _ => (1, 0, 0, 1),
        };
        return new(a, b, center * (1 - a - b), c, d, center * (1 - c - d), 0, 0, 1);
    }

    // Without a color space no profile is written: sRGB is what viewers assume.
    static byte[] Encode(SKBitmap square)
    {
        using var plain = new SKPixmap(new SKImageInfo(square.Width, square.Height, square.ColorType, square.AlphaType), square.GetPixels());
        using var encoded = plain.Encode(Jpeg)!;
        return encoded.ToArray();
    }
}
