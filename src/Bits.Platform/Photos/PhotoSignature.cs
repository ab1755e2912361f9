namespace Bits.Platform.Photos;

/// <summary>Tells formats apart by their first bytes.</summary>
static class PhotoSignature
{
    /// <summary>Finds the format; null for one that is not taken.</summary>
    public static PhotoFormat? Find(ReadOnlySpan<byte> photo) =>
        photo.StartsWith<byte>([0xFF, 0xD8, 0xFF]) ? PhotoFormat.Jpeg
        : photo.StartsWith<byte>([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]) ? PhotoFormat.Png
        : photo.StartsWith("RIFF"u8) && photo[4..] is [_, _, _, _, .. var kind] && kind.StartsWith("WEBP"u8) ? PhotoFormat.WebP
        : photo.StartsWith("GIF87a"u8) || photo.StartsWith("GIF89a"u8) ? PhotoFormat.Gif
        : null;

    /// <summary>Describes a file of another format, for a message.</summary>
    public static string Describe(ReadOnlySpan<byte> file) => file switch
    {
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', .. var brand] => Brand(brand),
        [(byte)'B', (byte)'M', ..] => "a BMP image",
        [(byte)'I', (byte)'I', 42, 0, ..] or [(byte)'M', (byte)'M', 0, 42, ..] => "a TIFF image",
        [(byte)'P', (byte)'K', 3, 4, ..] => "a ZIP archive",
        [0, 0, 1, 0, ..] => "an icon",
        [0xFF, 0x0A, ..] or [0, 0, 0, 12, (byte)'J', (byte)'X', (byte)'L', ..] => "a JPEG XL image",
        _ when file.StartsWith("%PDF"u8) => "a PDF document",
        _ when Text(file) is var text && text.IndexOf("<svg"u8) >= 0 => "an SVG drawing",
        _ when Text(file).TrimStart(" \t\r\n"u8).StartsWith("<"u8) => "a web page or an XML document",
        _ => "not an image that is known here",
    };

    static string Brand(ReadOnlySpan<byte> brand) =>
        brand.StartsWith("avif"u8) || brand.StartsWith("avis"u8) ? "an AVIF image"
        : brand.StartsWith("he"u8) || brand.StartsWith("mif1"u8) || brand.StartsWith("msf1"u8) ? "a HEIC image"
        : "a video";

    static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> file) =>
        file[..Math.Min(file.Length, 1_024)] is [0xEF, 0xBB, 0xBF, .. var text] ? text : file[..Math.Min(file.Length, 1_024)];
}
