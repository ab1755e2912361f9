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

        using var decoded = DecodeScaled(codec);
        using var large = Square(decoded, (int)PhotoSize.Large, codec.EncodedOrigin);
        using var small = Square(large, (int)PhotoSize.Small, SKEncodedOrigin.TopLeft);
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

    static SKBitmap DecodeScaled(SKCodec codec)
    {
        var size = ScaledSize(codec);
        var info = new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Premul, SKColorSpace.CreateSrgb());
        var bitmap = new SKBitmap(info);
        try
        {
            return codec.GetPixels(info, bitmap.GetPixels()) == SKCodecResult.Success ? bitmap : throw PhotoFaults.Damaged();
        }
        catch
        {
            bitmap.Dispose();
            throw;
        }
    }

    // JPEG and WebP decode to a fraction; it is the smallest one that has enough pixels.
    static SKSizeI ScaledSize(SKCodec codec)
    {
        for (var eighths = 1; eighths < 8; eighths++)
            if (codec.GetScaledDimensions(eighths / 8f) is var size && Math.Min(size.Width, size.Height) >= (int)PhotoSize.Large)
                return size;

        return codec.Info.Size;
    }

    static SKBitmap Square(SKBitmap source, int maxSide, SKEncodedOrigin origin)
    {
        var cut = Math.Min(source.Width, source.Height);
        var side = Math.Min(cut, maxSide);
        using var pixels = source.PeekPixels();
        using var middle = pixels.ExtractSubset(SKRectI.Create((source.Width - cut) / 2, (source.Height - cut) / 2, cut, cut));
        using var image = SKImage.FromPixels(middle);

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
