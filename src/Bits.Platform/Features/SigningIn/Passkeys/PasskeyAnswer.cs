using System.Buffers.Text;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.SigningIn.Passkeys;

/// <summary>What an authenticator answers to the challenge of a sign-in.</summary>
public sealed record PasskeyAnswer
{
    PasskeyAnswer(byte[] credentialId, byte[] clientData, byte[] authenticatorData, byte[] signature, byte[] userHandle) =>
        (CredentialId, ClientData, AuthenticatorData, Signature, UserHandle) = (credentialId, clientData, authenticatorData, signature, userHandle);

    /// <summary>The maximum size of a field, in bytes.</summary>
    public const int MaxBytes = 16 * 1024;

    internal byte[] CredentialId { get; }

    internal byte[] ClientData { get; }

    internal byte[] AuthenticatorData { get; }

    internal byte[] Signature { get; }

    internal byte[] UserHandle { get; }

    /// <summary>Reads an answer; every text is base64url.</summary>
    /// <exception cref="FaultException">A text is missing, too long or not base64url; the message names the field.</exception>
    public static PasskeyAnswer Parse(
        string? credentialId, string? clientData, string? authenticatorData, string? signature, string? userHandle) => new(
            Bytes("credentialId", credentialId), Bytes("clientData", clientData), Bytes("authenticatorData", authenticatorData),
            Bytes("signature", signature), Bytes("userHandle", userHandle));

    internal static byte[] Bytes(string field, string? text) => text switch
    {
        null or "" => throw FaultException.InvalidArgument(field, "is missing. Sign in with the button of the page."),
        { Length: > MaxBytes / 3 * 4 } => throw FaultException.InvalidArgument(field, $"has more than {MaxBytes:N0} bytes; no passkey needs so many."),
        _ when !Base64Url.IsValid(text) => throw FaultException.InvalidArgument(field, "is not base64url (RFC 4648, section 5)."),
        _ => Base64Url.DecodeFromChars(text),
    };
}
