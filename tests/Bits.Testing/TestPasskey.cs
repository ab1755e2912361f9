using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Bits.Testing;

/// <summary>An authenticator in this process with one credential (P-256, no attestation). What it says can be made wrong.
/// </summary>
public sealed class TestPasskey : IDisposable
{
    /// <summary>The site of tests.</summary>
    public const string Origin = "https://alumni.example.org";

    const byte Present = 0x01;
    const byte Verified = 0x04;
    const byte HasCredential = 0x40;

    readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>The id of its credential.</summary>
    public byte[] Id { get; } = RandomNumberGenerator.GetBytes(32);

    /// <summary>The same in base64url.</summary>
    public string IdText => Base64Url.EncodeToString(Id);

    /// <summary>Its counter; each use adds one.</summary>
    public uint Count { get; set; }

    /// <summary>Where it believes to be.</summary>
    public string At { get; set; } = Origin;

    /// <summary>The site that it signs for.</summary>
    public string SiteId { get; set; } = "alumni.example.org";

    /// <summary>Whether it checks its user.</summary>
    public bool Verifies { get; set; } = true;

    /// <summary>Answers the challenge of <c>signin.v1/BeginPasskey</c>: the request of AddPasskey.</summary>
    public object Create(JsonElement asked, string name = "Phone") => new
    {
        challengeId = asked.GetProperty("challengeId").GetString(),
        name,
        clientData = ClientData("webauthn.create", asked.GetProperty("challenge").GetString()!),
        attestation = Base64Url.EncodeToString(Attestation()),
        transports = new[] { "internal", "zebra" },
    };

    /// <summary>Answers the challenge of a sign-in: the fields of the form.</summary>
    public Dictionary<string, string> Get(string challenge, Guid user, string type = "webauthn.get")
    {
        var (clientData, data) = (ClientData(type, challenge), Data(0, ++Count));
        byte[] signed = [.. data, .. SHA256.HashData(Base64Url.DecodeFromChars(clientData))];
        return new()
        {
            ["credentialId"] = IdText,
            ["clientData"] = clientData,
            ["authenticatorData"] = Base64Url.EncodeToString(data),
            ["signature"] = Base64Url.EncodeToString(_key.SignData(signed, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)),
            ["userHandle"] = Base64Url.EncodeToString(user.ToByteArray()),
        };
    }

    /// <inheritdoc />
    public void Dispose() => _key.Dispose();

    string ClientData(string type, string challenge) => Base64Url.EncodeToString(
        JsonSerializer.SerializeToUtf8Bytes(new { type, challenge, origin = At, crossOrigin = false }));

    byte[] Data(byte more, uint count)
    {
        var data = new byte[37];
        SHA256.HashData(Encoding.UTF8.GetBytes(SiteId)).CopyTo(data, 0);
        data[32] = (byte)(Present | (Verifies ? Verified : 0) | more);
        BinaryPrimitives.WriteUInt32BigEndian(data.AsSpan(33), count);
        return data;
    }

    // CBOR by hand: { fmt: "none", attStmt: {}, authData: … } with a COSE key { 1: 2, 3: -7, -1: 1, -2: x, -3: y }.
    byte[] Attestation()
    {
        var point = _key.ExportParameters(includePrivateParameters: false).Q;
        byte[] cose = [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20, .. point.X!, 0x22, 0x58, 0x20, .. point.Y!];
        byte[] data = [.. Data(HasCredential, Count), .. new byte[16], 0, (byte)Id.Length, .. Id, .. cose];
        return
        [
            0xA3, 0x63, .. "fmt"u8, 0x64, .. "none"u8, 0x67, .. "attStmt"u8, 0xA0, 0x68, .. "authData"u8,
            0x59, (byte)(data.Length >> 8), (byte)data.Length, .. data,
        ];
    }
}
