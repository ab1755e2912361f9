using System.Buffers.Text;
using System.Security.Cryptography;

namespace Bits.Testing;

/// <summary>Web push without a browser: the keys of a platform, and browsers that ask for messages.</summary>
public static class TestPush
{
    static readonly (string Public, string Private) Keys = Create();

    /// <summary>The public key of the platform.</summary>
    public static string PublicKey => Keys.Public;

    /// <summary>The settings that turn the channel on.</summary>
    public static IReadOnlyList<KeyValuePair<string, string?>> Settings { get; } =
    [
        new("Notifications:Push:PublicKey", Keys.Public), new("Notifications:Push:PrivateKey", Keys.Private),
        new("Notifications:Push:Contact", "mailto:ops@example.org"),
    ];

    /// <summary>The request of a browser of its own.</summary>
    public static object Browser(string label) => new
    {
        endpoint = $"https://fcm.googleapis.com/fcm/send/{Guid.CreateVersion7():N}",
        p256dh = Create().Public,
        auth = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16)),
        publicKey = PublicKey,
        label,
    };

    /// <summary>A key pair on P-256: the point and the number, as base64url.</summary>
    public static (string Public, string Private) Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var parameters = key.ExportParameters(includePrivateParameters: true);
        return (Base64Url.EncodeToString([4, .. parameters.Q.X!, .. parameters.Q.Y!]), Base64Url.EncodeToString(parameters.D!));
    }
}
