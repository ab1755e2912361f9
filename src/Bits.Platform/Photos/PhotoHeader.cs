using System.Buffers.Binary;
using Bits.Platform.Rpc;

namespace Bits.Platform.Photos;

/// <summary>What a photo says about itself, read by managed code before a decoder sees a byte of it.</summary>
/// <param name="Format">The format, by content; names and types that a sender gives are not asked.</param>
/// <param name="Width">The width, in pixels.</param>
/// <param name="Height">The height, in pixels.</param>
/// <param name="Buffers">The bytes that its decoder must hold beside the output: all coefficients of a progressive JPEG, all
/// pixels of a lossless image.</param>
readonly record struct PhotoHeader(PhotoFormat Format, int Width, int Height, long Buffers)
{
    /// <summary>The minimum of pixels on each side.</summary>
    public const int MinSide = 32;

    /// <summary>The maximum of pixels on each side.</summary>
    public const int MaxSide = 12_000;

    /// <summary>The maximum of pixels in all.</summary>
    public const int MaxPixels = 50_000_000;

    /// <summary>The maximum of <see cref="Buffers"/>: 12 million pixels of any progressive JPEG, 18 million of a PNG.</summary>
    public const long MaxBuffers = 72 << 20;

    /// <summary>Reads and checks the header.</summary>
    /// <exception cref="FaultException">The photo is of another format, damaged, or too large to decode.</exception>
    public static PhotoHeader Read(ReadOnlySpan<byte> photo)
    {
        if (photo.IsEmpty)
            throw PhotoFaults.Empty();

        var header = PhotoSignature.Find(photo) switch
        {
            PhotoFormat.Jpeg => JpegHeader.Read(photo),
            PhotoFormat.Png => PngHeader.Read(photo),
            PhotoFormat.WebP => WebPHeader.Read(photo),
            PhotoFormat.Gif => GifHeader.Read(photo),
            null => throw PhotoFaults.NotTaken(PhotoSignature.Describe(photo)),
        };
        return header.Checked();
    }

    PhotoHeader Checked()
    {
        if (Width <= 0 || Height <= 0)
            throw PhotoFaults.Damaged();
        if (Width > MaxSide || Height > MaxSide || (long)Width * Height > MaxPixels)
            throw PhotoFaults.TooManyPixels(Width, Height);
        if (Width < MinSide || Height < MinSide)
            throw PhotoFaults.TooSmall(Width, Height);
        if (Buffers > MaxBuffers)
            throw PhotoFaults.NeedsTooMuch(Width, Height);

        return this;
    }

    /// <summary>Reads two bytes, the high one first.</summary>
    /// <exception cref="FaultException">The photo ends before.</exception>
    public static int Word(ReadOnlySpan<byte> photo, int at) => BinaryPrimitives.ReadUInt16BigEndian(Slice(photo, at, 2));

    /// <summary>Reads two bytes, the low one first.</summary>
    /// <exception cref="FaultException">The photo ends before.</exception>
    public static int LowWord(ReadOnlySpan<byte> photo, int at) => BinaryPrimitives.ReadUInt16LittleEndian(Slice(photo, at, 2));

    /// <summary>Returns some bytes.</summary>
    /// <exception cref="FaultException">The photo ends before.</exception>
    public static ReadOnlySpan<byte> Slice(ReadOnlySpan<byte> photo, long at, long length) =>
        at >= 0 && length >= 0 && at + length <= photo.Length ? photo.Slice((int)at, (int)length) : throw PhotoFaults.Damaged();
}
