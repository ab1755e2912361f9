using Bits.Platform.Photos;
using Bits.Platform.Rpc;
using Bits.Testing.Photos;
using Microsoft.Extensions.Options;
using SkiaSharp;

namespace Bits.Platform.Tests.Photos;

/// <summary>Good photos come out upright, square, in both sizes and without metadata; others are refused with a remedy.
/// </summary>
public sealed class PhotoPipelineTests : IDisposable
{
    readonly PhotoPipeline _pipeline = new(Options.Create(new PhotoOptions { Timeout = TimeSpan.FromMinutes(1) }), TimeProvider.System);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> Kinds => [.. HostilePhotos.Good().Keys];

    public void Dispose() => _pipeline.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Every_kind_of_photo_comes_out_in_both_sizes_without_metadata(string kind) =>
        EncodedPhoto.IsClean(await _pipeline.ProcessAsync(HostilePhotos.Good()[kind], Ct));

    [Fact]
    public async Task The_sizes_are_96_and_512_and_the_picture_is_the_middle_of_the_photo()
    {
        foreach (var photo in new[]
        {
            Quadrants.Jpeg(1_200, 900), Quadrants.Png(900, 1_200), Quadrants.WebP(1_200, 900), Quadrants.LosslessWebP(700, 700),
            PngBytes.Draw(800, 600, bits: 16), PngBytes.Draw(800, 600, isInterlaced: true), GifBytes.Draw(600, 520),
        })
        {
            var made = await _pipeline.ProcessAsync(photo, Ct);

            using var small = SKBitmap.Decode(made.Small);
            using var large = SKBitmap.Decode(made.Large);
            Assert.Equal((96, 96, 512, 512), (small.Width, small.Height, large.Width, large.Height));
            Assert.Equal([0, 1, 2, 3], EncodedPhoto.QuartersOf(made.Large));
            Assert.Equal([0, 1, 2, 3], EncodedPhoto.QuartersOf(made.Small));
        }
    }

    [Fact]
    public async Task A_small_photo_is_not_made_larger()
    {
        var made = await _pipeline.ProcessAsync(Quadrants.Jpeg(80, 60), Ct);

        using var small = SKBitmap.Decode(made.Small);
        using var large = SKBitmap.Decode(made.Large);
        Assert.Equal((60, 60), (small.Width, large.Width));
    }

    [Theory] // what a viewer sees: upper left, upper right, lower left, lower right
    [InlineData(1, 0, 1, 2, 3)]
    [InlineData(2, 1, 0, 3, 2)]
    [InlineData(3, 3, 2, 1, 0)]
    [InlineData(4, 2, 3, 0, 1)]
    [InlineData(5, 0, 2, 1, 3)]
    [InlineData(6, 2, 0, 3, 1)]
    [InlineData(7, 3, 1, 2, 0)]
    [InlineData(8, 1, 3, 0, 2)]
    public async Task A_photo_is_turned_as_its_metadata_says(int orientation, params int[] quarters)
    {
        var photo = JpegBytes.With(Quadrants.Jpeg(600, 400), 0xE1, JpegBytes.Exif(orientation, "none"));

        var made = await _pipeline.ProcessAsync(photo, Ct);

        Assert.Equal(quarters, EncodedPhoto.QuartersOf(made.Large));
        Assert.Equal(quarters, EncodedPhoto.QuartersOf(made.Small));
    }

    [Fact]
    public async Task Colors_are_converted_to_srgb()
    {
        var wide = Quadrants.Encode(300, 300, new SKJpegEncoderOptions(95), space: SKColorSpace.CreateRgb(SKColorSpaceTransferFn.Srgb, SKColorSpaceXyz.DisplayP3));

        var made = await _pipeline.ProcessAsync(wide, Ct);

        using var bitmap = SKBitmap.Decode(made.Large);
        var red = bitmap.GetPixel(50, 50);
        Assert.True(red.Red > 245, $"Red of Display P3 is beyond that of sRGB, and is {red}."); // it was 230
    }

    [Fact]
    public async Task What_is_transparent_becomes_white()
    {
        var made = await _pipeline.ProcessAsync(PngBytes.Black(100, 100, color: 6), Ct);

        using var bitmap = SKBitmap.Decode(made.Large);
        Assert.Equal(SKColors.White, bitmap.GetPixel(50, 50));
    }

    [Theory]
    [InlineData("svg", "photo: is an SVG drawing; send a JPEG, PNG, WebP or GIF image.")]
    [InlineData("heic", "photo: is a HEIC image; send a JPEG, PNG, WebP or GIF image.")]
    [InlineData("pdf", "photo: is a PDF document; send a JPEG, PNG, WebP or GIF image.")]
    [InlineData("nothing", "photo: is empty; send a JPEG, PNG, WebP or GIF image.")]
    [InlineData("png 30,000 × 30,000", "photo: has 30,000 × 30,000 pixels; send one with at most 12,000 on each side and 50 million in all.")]
    [InlineData("a byte more than allowed", "photo: has more than 5,242,880 bytes; send a JPEG, PNG, WebP or GIF image of at most 5 MB.")]
    [InlineData("jpeg 31 × 31", "photo: has 31 × 31 pixels; send one with at least 32 on each side.")]
    public async Task A_refusal_names_the_field_and_the_remedy(string name, string message)
    {
        var photo = HostilePhotos.All().First(hostile => hostile.Name == name).Content;

        var fault = await Assert.ThrowsAsync<FaultException>(() => _pipeline.ProcessAsync(photo, Ct));

        Assert.Equal((FaultCode.InvalidArgument, message), (fault.Code, fault.Message));
        Assert.Equal("photo", Assert.Single(fault.Fields).Field);
    }

    [Fact]
    public async Task More_photos_than_may_wait_are_told_to_come_again()
    {
        using var narrow = new PhotoPipeline(Options.Create(new PhotoOptions { Concurrency = 1, Waiting = 1 }), TimeProvider.System);
        var photo = Quadrants.Png(2_000, 2_000);

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(async _ =>
        {
            try
            {
                await narrow.ProcessAsync(photo, Ct);
                return "done";
            }
            catch (FaultException fault)
            {
                return $"{fault.Code} {fault.Reason} {fault.RetryAfter}";
            }
        }));

        Assert.Contains("done", answers);
        Assert.Empty(answers.Except(["done", "ResourceExhausted photos_busy 00:00:02"]));
        Assert.NotEmpty((await narrow.ProcessAsync(photo, Ct)).Small);
    }
}
