using System.Globalization;
using Bits.Platform.Rpc;

namespace Bits.Platform.Photos;

/// <summary>The refusals of photos: each names the field, what is wrong, and the remedy.</summary>
static class PhotoFaults
{
    /// <summary>The name of the field.</summary>
    public const string Field = "photo";

    const string Formats = "send a JPEG, PNG, WebP or GIF image";

    public static FaultException Empty() => Of($"is empty; {Formats}.");

    public static FaultException TooLarge(int maxBytes) =>
        Of($"has more than {Count(maxBytes)} bytes; {Formats} of at most {maxBytes >> 20} MB.");

    public static FaultException NotTaken(string kind) => Of($"is {kind}; {Formats}.");

    public static FaultException Animated() => Of("is an animated WebP image; send a still one.");

    public static FaultException TooSmall(int width, int height) =>
        Of($"has {Size(width, height)}; send one with at least {PhotoHeader.MinSide} on each side.");

    public static FaultException TooManyPixels(int width, int height) => Of(
        $"has {Size(width, height)}; send one with at most {Count(PhotoHeader.MaxSide)} on each side and "
        + $"{PhotoHeader.MaxPixels / 1_000_000} million in all.");

    public static FaultException NeedsTooMuch(int width, int height) => Of(
        $"has {Size(width, height)}, too many for the way it is stored; make it smaller, or save it as a baseline JPEG.");

    public static FaultException TooManyScans(int maxScans) =>
        Of($"has more than {maxScans} scans; save it as a baseline JPEG.");

    public static FaultException Damaged() => Of("is damaged or cut off; save it again, and send that file.");

    public static FaultException TooSlow() => Of("takes too long to read; save it again as a baseline JPEG, and send that file.");

    public static FaultException Busy() => FaultException.ResourceExhausted(
        "photos_busy", "Too many photos are being read at the moment; send yours again in a few seconds.", TimeSpan.FromSeconds(2));

    static FaultException Of(string problem) => FaultException.InvalidArgument(Field, problem);

    static string Size(int width, int height) => $"{Count(width)} × {Count(height)} pixels";

    static string Count(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
