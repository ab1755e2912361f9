using System.Buffers.Text;
using System.Security.Cryptography;

namespace Bits.Platform.Features.Notifications.Channels.Push;

/// <summary>Checks the keys of web push: points of P-256, and secrets.</summary>
static class PushKey
{
    /// <summary>The size of a point that is not compressed.</summary>
    public const int PointBytes = 65;

    /// <summary>The size of a browser's secret.</summary>
    public const int SecretBytes = 16;

    const int CoordinateBytes = 32;
    const byte NotCompressed = 4;

    /// <summary>Returns whether a text is a point of the curve as base64url. Not every text of the right size is
    /// one, and no message can be encrypted for such a text.</summary>
    public static bool IsPoint(string text)
    {
        if (!Base64Url.IsValid(text, out var size) || size != PointBytes)
            return false;

        var bytes = Base64Url.DecodeFromChars(text);
        if (bytes[0] != NotCompressed)
            return false;

        try
        {
            using var key = ECDiffieHellman.Create(new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new() { X = bytes[1..(CoordinateBytes + 1)], Y = bytes[(CoordinateBytes + 1)..] },
            });
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>Returns whether a text is a browser's secret as base64url.</summary>
    public static bool IsSecret(string text) => Base64Url.IsValid(text, out var size) && size == SecretBytes;
}
