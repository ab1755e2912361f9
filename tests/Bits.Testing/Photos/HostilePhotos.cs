using System.Text;

namespace Bits.Testing.Photos;

/// <summary>How a file must end.</summary>
public enum HostileEnd
{
    /// <summary>Refused, with the field and the remedy.</summary>
    Refused,

    /// <summary>Read, and encoded again without the payload.</summary>
    Cleaned,

    /// <summary>The one or the other: a decoder may find the damage or draw over it.</summary>
    Either,
}

/// <summary>A file that a stranger may send as a photo.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="End">How it must end.</param>
public sealed record HostilePhoto(string Name, byte[] Content, HostileEnd End)
{
    /// <summary>What no answer and no image may hold.</summary>
    public const string Payload = "<script>alert('bits-payload')</script>";

    /// <inheritdoc />
    public override string ToString() => Name;
}

/// <summary>More than two hundred files that are meant to break, exhaust or deceive a reader of photos.</summary>
public static partial class HostilePhotos
{
    const int Limit = 5 << 20;

    static readonly byte[] Payload = Encoding.ASCII.GetBytes(HostilePhoto.Payload);

    /// <summary>All of them, one at a time.</summary>
    public static IEnumerable<HostilePhoto> All() =>
        OtherTypes().Concat(Odd()).Concat(Polyglots()).Concat(Metadata()).Concat(Truncated()).Concat(Corrupted()).Concat(Bombs());

    /// <summary>Good files of each kind, small ones.</summary>
    public static IReadOnlyDictionary<string, byte[]> Good() => new Dictionary<string, byte[]>
    {
        ["jpeg"] = Quadrants.Jpeg(200, 150),
        ["progressive jpeg"] = JpegBytes.Flat(200, 150, process: 0xC2, sampling: 0x22),
        ["cmyk jpeg"] = JpegBytes.Flat(200, 150, components: 4),
        ["png"] = Quadrants.Png(200, 150),
        ["16-bit png"] = PngBytes.Draw(200, 150, bits: 16),
        ["interlaced png"] = PngBytes.Draw(200, 150, isInterlaced: true),
        ["webp"] = Quadrants.WebP(200, 150),
        ["webp with alpha"] = Quadrants.WebP(200, 150, alpha: 120),
        ["lossless webp"] = Quadrants.LosslessWebP(200, 150),
        ["gif"] = GifBytes.Draw(100, 80),
    };

    static IEnumerable<HostilePhoto> OtherTypes()
    {
        foreach (var (name, start) in new (string, string)[]
        {
            ("svg", "<svg xmlns=\"http://www.w3.org/2000/svg\">"), ("svg with a prolog", "<?xml version=\"1.0\"?>\n<!-- x -->\n<svg>"),
            ("svg behind a byte order mark", "\uFEFF<svg onload=\"alert(1)\">"), ("svg behind spaces", "  \r\n\t<svg>"),
            ("xml entities", "<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;&b;\">]><a>&c;</a>"),
            ("html", "<!DOCTYPE html><html><body>"), ("php", "<?php system($_GET['c']); ?>"), ("script", "#!/bin/sh\nrm -rf /\n"),
            ("javascript", "alert(document.cookie)"), ("mvg", "push graphic-context\nviewbox 0 0 640 480\nimage over 0,0 0,0 'ephemeral:/etc/passwd'"),
            ("postscript", "%!PS-Adobe-3.0 EPSF-3.0\n"), ("pdf", "%PDF-1.7\n"), ("text", "hello"), ("xpm", "/* XPM */\nstatic char *x[] = {"),
        })
            yield return Refused(name, [.. Encoding.UTF8.GetBytes(start), .. Payload]);
        foreach (var (name, start) in new (string, byte[])[]
        {
            ("heic", [0, 0, 0, 24, .. "ftypheic"u8]), ("heif", [0, 0, 0, 24, .. "ftypmif1"u8]), ("avif", [0, 0, 0, 24, .. "ftypavif"u8]),
            ("mp4", [0, 0, 0, 24, .. "ftypisom"u8]), ("bmp", [.. "BM"u8, 0, 1, 0, 0]), ("tiff", [.. "II*\0"u8]), ("big-endian tiff", [.. "MM\0*"u8]),
            ("ico", [0, 0, 1, 0, 1, 0]), ("zip", [.. "PK"u8, 3, 4]), ("gzip", [0x1F, 0x8B, 8, 0]), ("elf", [0x7F, .. "ELF"u8]), ("exe", [.. "MZ"u8]),
            ("jpeg xl", [0xFF, 0x0A]), ("jpeg 2000", [0, 0, 0, 12, .. "jP  "u8, 0x0D, 0x0A, 0x87, 0x0A]), ("psd", [.. "8BPS"u8, 0, 1]),
            ("wav", [.. "RIFF"u8, 0, 0, 1, 0, .. "WAVE"u8]), ("zeros", []),
        })
            yield return Refused(name, [.. start, .. new byte[400]]);

        yield return Refused("jpeg 31 × 31", JpegBytes.Flat(31, 31));
        yield return Refused("nothing", []);
        yield return Refused("one byte", [0xFF]);
        yield return Refused("a byte more than allowed", [.. Quadrants.Jpeg(100, 100), .. new byte[Limit]]);
        yield return Refused("only a JPEG marker", [0xFF, 0xD8, 0xFF]);
    }

    static IEnumerable<HostilePhoto> Bombs()
    {
        yield return Refused("png 30,000 × 30,000", PngBytes.Black(30_000, 30_000, bits: 1, color: 0));
        yield return Refused("png 50,000 × 1,000", PngBytes.Black(50_000, 1_000, bits: 1, color: 0));
        yield return Refused("png of 2³¹ - 1 pixels a side", [.. PngBytes.Signature, .. PngBytes.Header(int.MaxValue, int.MaxValue), .. PngBytes.End]);
        yield return Refused("png of -1 pixels a side", [.. PngBytes.Signature, .. PngBytes.Header(-1, -1), .. PngBytes.End]);
        yield return Refused("png of no pixels", [.. PngBytes.Signature, .. PngBytes.Header(0, 0), .. PngBytes.End]);
        yield return Refused("png 12,000 × 4,166, in 8 bits", PngBytes.Black(12_000, 4_166));
        yield return Refused("interlaced png 3,500 × 3,500", PngBytes.Black(3_500, 3_500, bits: 1, color: 0, isInterlaced: true));
        yield return Either("png 4,096 × 4,096, in 16 bits", PngBytes.Black(4_096, 4_096, bits: 16, color: 6));
        yield return Either("png that inflates to more than its pixels", [.. PngBytes.Signature, .. PngBytes.Header(100, 100), .. PngBytes.Chunk("IDAT", PngBytes.Zeros(400 << 20)), .. PngBytes.End]);
        yield return Either("png with a text that inflates", WithChunk("zTXt", [.. "Comment\0\0"u8, .. PngBytes.Zeros(400 << 20)]));
        yield return Either("png with an international text that inflates", WithChunk("iTXt", [.. "Comment\0\u0001\0\0\0"u8, .. PngBytes.Zeros(400 << 20)]));
        yield return Either("png with a profile that inflates", WithChunk("iCCP", [.. "icc\0\0"u8, .. PngBytes.Zeros(400 << 20)]));
        yield return Either("png with 100,000 chunks", WithChunks(100_000, "tEXt", "a\0b"u8.ToArray()));
        yield return Either("png with 100,000 empty chunks of pixels", WithChunks(100_000, "IDAT", []));
        foreach (var (width, height) in new[] { (30_000, 30_000), (65_500, 65_500), (65_500, 10), (12_001, 100), (7_100, 7_100) })
        {
            yield return Refused($"jpeg {width:N0} × {height:N0}", JpegBytes.Resized(Quadrants.Jpeg(100, 100), width, height));
            yield return Refused($"progressive jpeg {width:N0} × {height:N0}", JpegBytes.Resized(JpegBytes.Flat(100, 100, process: 0xC2), width, height));
            yield return Refused($"webp {width:N0} × {height:N0}", WebPBytes.File(WebPBytes.Features(0, width, height), WebPBytes.Solid(Math.Min(width, 16_383), Math.Min(height, 16_383))));
            yield return Refused($"gif {width:N0} × {height:N0}", [.. GifBytes.Header(width, height), .. GifBytes.Frame(40, 40), 0x3B]);
        }

        yield return Either("jpeg 12,000 × 4,166", JpegBytes.Flat(12_000, 4_166, sampling: 0x22));
        yield return Either("cmyk jpeg 7,000 × 7,000", JpegBytes.Flat(7_000, 7_000, components: 4));
        yield return Either("jpeg 12,000 × 600", JpegBytes.Flat(12_000, 600));
        yield return Either("jpeg 12,000 × 32", JpegBytes.Flat(12_000, 32));
        yield return Refused("progressive jpeg 7,000 × 7,000", JpegBytes.Flat(7_000, 7_000, process: 0xC2));
        yield return Either("progressive jpeg just below the limit", JpegBytes.Flat(3_536, 3_536, process: 0xC2));
        yield return Either("png just below the limit", PngBytes.Black(4_340, 4_340));
        yield return Either("interlaced png just below the limit", PngBytes.Black(3_060, 3_060, isInterlaced: true));
        yield return Either("lossless webp just below the limit", WebPBytes.File(WebPBytes.Solid(4_340, 4_340)));
        yield return Either("gif just below the limit", [.. GifBytes.Header(3_060, 3_060), .. GifBytes.Frame(3_060, 1_000), 0x3B]);
        yield return Either("progressive jpeg 4,600 × 4,600, 90 scans", JpegBytes.Flat(4_600, 4_600, process: 0xC2, passes: 90, sampling: 0x22));
        yield return Refused("progressive jpeg of 5,000 scans", JpegBytes.Flat(64, 64, process: 0xC2, passes: 5_000));
        yield return Refused("lossless webp 16,383 × 16,383", WebPBytes.File(WebPBytes.Solid(16_383, 16_383)));
        yield return Refused("lossless webp 7,000 × 7,000", WebPBytes.File(WebPBytes.Solid(7_000, 7_000)));
        yield return Either("lossless webp 4,096 × 4,096", WebPBytes.File(WebPBytes.Solid(4_096, 4_096)));
        yield return Refused("webp whose canvas lies", WebPBytes.File(WebPBytes.Features(0, 100, 100), WebPBytes.Solid(4_000, 4_000)));
        yield return Either("gif whose frame is larger than its canvas", [.. GifBytes.Header(100, 100), .. GifBytes.Frame(400, 400), 0x3B]);
        yield return Refused("gif 10,000 × 5,000", [.. GifBytes.Header(10_000, 5_000), .. GifBytes.Frame(40, 40), 0x3B]);
        yield return Either("gif of 300 frames", GifBytes.Draw(40, 40, frames: 300));
    }

    static IEnumerable<HostilePhoto> Polyglots()
    {
        foreach (var (name, good) in Good())
        {
            yield return Cleaned($"{name} with a page behind it", [.. good, .. "<html>"u8, .. Payload]);
            yield return Cleaned($"{name} with an archive behind it", [.. good, .. "PK"u8, 3, 4, .. Payload, .. "PK"u8, 5, 6, .. new byte[18]]);
            yield return Refused($"{name} behind a PDF header", [.. "%PDF-1.7\n"u8, .. Payload, .. good]);
            yield return Refused($"{name} behind a page", [.. "<!--"u8, .. Payload, .. good]);
        }

        yield return Cleaned("jpeg that is a page in its comment", JpegBytes.With(Quadrants.Jpeg(100, 100), 0xFE, [.. "*/=1;"u8, .. Payload]));
        yield return Cleaned("gif that is a script", GifBytes.Draw(64, 64, comment: "*/=1;" + HostilePhoto.Payload + "/*"));
        yield return Refused("gif whose sides begin a script", [.. "GIF89a/*"u8, .. Payload, .. "*/=1;alert(1)"u8]);
        yield return Either("jpeg with bytes between its segments", [.. JpegBytes.Start, .. Payload, .. Quadrants.Jpeg(100, 100)[2..]]);
    }

    static IEnumerable<HostilePhoto> Metadata()
    {
        var (jpeg, png) = (Quadrants.Jpeg(100, 100), PngBytes.Chunk("tEXt", [.. "Comment\0"u8, .. Payload]));
        var exif = JpegBytes.Exif(6, HostilePhoto.Payload);
        yield return Cleaned("jpeg with place and script in Exif", JpegBytes.With(jpeg, 0xE1, exif));
        yield return Cleaned("jpeg with XMP", JpegBytes.With(jpeg, 0xE1, [.. "http://ns.adobe.com/xap/1.0/\0"u8, .. Payload]));
        yield return Cleaned("jpeg with IPTC", JpegBytes.With(jpeg, 0xED, [.. "Photoshop 3.0\0"u8, .. Payload]));
        yield return Cleaned("jpeg with a broken profile", JpegBytes.With(jpeg, 0xE2, [.. "ICC_PROFILE\0\u0001\u0001"u8, .. Payload]));
        yield return Cleaned("jpeg with pictures inside", JpegBytes.With(jpeg, 0xE2, [.. "MPF\0"u8, .. Payload]));
        yield return Cleaned("png with text", PngBytes.Draw(100, 100, extra: png));
        yield return Cleaned("png with Exif", PngBytes.Draw(100, 100, extra: PngBytes.Chunk("eXIf", exif[6..])));
        yield return Cleaned("png that is animated", PngBytes.Draw(100, 100, extra: PngBytes.Chunk("acTL", [0, 0, 0, 9, 0, 0, 0, 0])));
        yield return Cleaned("png with an unknown chunk", PngBytes.Draw(100, 100, extra: PngBytes.Chunk("evIl", Payload)));
        yield return Cleaned("webp with Exif and XMP", WebPBytes.File(
            WebPBytes.Features(0x0C, 100, 100), WebPBytes.Solid(100, 100), WebPBytes.Chunk("EXIF", exif[6..]), WebPBytes.Chunk("XMP ", Payload)));
        yield return Cleaned("gif with a comment", GifBytes.Draw(64, 64, comment: HostilePhoto.Payload));
        yield return Cleaned("gif that is animated", GifBytes.Draw(64, 64, frames: 5));
        yield return Refused("webp that is animated", WebPBytes.File(
            WebPBytes.Features(0x02, 100, 100), WebPBytes.Chunk("ANIM", new byte[6]), WebPBytes.Chunk("ANMF", [.. new byte[16], .. WebPBytes.Solid(100, 100)])));
        for (var at = 6; at < exif.Length; at += 9)
            yield return Either($"jpeg whose Exif lies at byte {at}", JpegBytes.With(jpeg, 0xE1, [.. exif[..at], 0xFF, .. exif[(at + 1)..]]));
    }

    static IEnumerable<HostilePhoto> Odd()
    {
        var jpeg = JpegBytes.Flat(100, 100);
        foreach (var process in (byte[])[0xC1, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF])
            yield return Either($"jpeg of process {process:X}", JpegBytes.Flat(100, 100, process: process));
        foreach (var factors in (byte[])[0x00, 0x01, 0x10, 0x44, 0x51, 0xFF])
            yield return Either($"jpeg with sampling {factors:X}", WithSampling(jpeg, factors));
        yield return Refused("jpeg with two frames", JpegBytes.With(jpeg, 0xC0, [8, 0, 64, 0, 64, 1, 1, 0x11, 0]));
        yield return Refused("jpeg without a frame", [.. JpegBytes.Start, .. JpegBytes.Segment(0xDA, [1, 1, 0, 0, 63, 0]), .. new byte[99], .. JpegBytes.End]);
        yield return Refused("jpeg with a segment beyond its end", [.. JpegBytes.Start, 0xFF, 0xE0, 0xFF, 0xFF, 1, 2, 3]);
        yield return Either("jpeg with a segment of length 0", [.. JpegBytes.Start, 0xFF, 0xE0, 0, 0, .. jpeg[2..]]);
        yield return Refused("png whose first chunk is another", [.. PngBytes.Signature, .. PngBytes.Chunk("tEXt", new byte[13]), .. PngBytes.End]);
        yield return Refused("png without pixels", [.. PngBytes.Signature, .. PngBytes.Header(100, 100), .. PngBytes.End]);
        yield return Refused("png with 3 bits", [.. PngBytes.Signature, .. PngBytes.Header(100, 100, bits: 3), .. PngBytes.Chunk("IDAT", PngBytes.Zeros(99_999)), .. PngBytes.End]);
        yield return Refused("png with a palette that is missing", PngBytes.Black(100, 100, color: 3));
        yield return Refused("webp without an image", WebPBytes.File(WebPBytes.Features(0, 100, 100)));
        yield return Refused("webp with a chunk beyond its end", WebPBytes.File([.. "VP8L"u8, 0xFF, 0xFF, 0xFF, 0x7F, 0x2F]));
        yield return Refused("webp with a chunk of 4 GB", WebPBytes.File([.. "JUNK"u8, 0xFF, 0xFF, 0xFF, 0xFF], WebPBytes.Solid(99, 99)));
        yield return Refused("gif without a frame", [.. GifBytes.Header(100, 100), 0x3B]);
    }

    static byte[] WithSampling(byte[] jpeg, byte factors)
    {
        var copy = jpeg.ToArray();
        copy[copy.AsSpan().IndexOf<byte>([0xFF, 0xC0]) + 11] = factors;
        return copy;
    }

    static byte[] WithChunk(string type, byte[] data) => PngBytes.Draw(100, 100, extra: PngBytes.Chunk(type, data));

    static byte[] WithChunks(int count, string type, byte[] data) =>
        PngBytes.Draw(100, 100, extra: [.. Enumerable.Repeat(PngBytes.Chunk(type, data), count).SelectMany(chunk => chunk)]);

    static HostilePhoto Refused(string name, byte[] content) => new(name, content, HostileEnd.Refused);

    static HostilePhoto Cleaned(string name, byte[] content) => new(name, content, HostileEnd.Cleaned);

    static HostilePhoto Either(string name, byte[] content) => new(name, content, HostileEnd.Either);
}
