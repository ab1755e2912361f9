using System.Buffers.Text;
using Bits.Platform.Mail;
using Bits.Platform.Rpc;
using Fido2NetLib;
using Fido2NetLib.Objects;
using Microsoft.Extensions.Options;

namespace Bits.Platform.Features.SigningIn.Passkeys;

/// <summary>A verified new credential.</summary>
sealed record NewCredential(byte[] Id, byte[] PublicKey, long SignCount);

/// <summary>Verifies answers of authenticators (WebAuthn level 3). Its site is <c>Mail:PublicAddress</c>: what a request says
/// about its host is never used.</summary>
/// <remarks>Requires user verification: a passkey is then two factors, the device and a PIN or a biometric. Asks for no
/// attestation: any authenticator is accepted.</remarks>
public sealed class PasskeyProtocol(IOptions<MailOptions> options)
{
    /// <summary>The name of the site in dialogs of the browser.</summary>
    internal const string SiteName = "BITS Alumni";

    /// <summary>The accepted signatures (COSE), the preferred first: Ed25519, P-256, RSA.</summary>
    internal static readonly IReadOnlyList<int> Algorithms =
        [(int)COSE.Algorithm.EdDSA, (int)COSE.Algorithm.ES256, (int)COSE.Algorithm.RS256];

    readonly Fido2? _verifier = Create(options.Value.PublicAddress);

    /// <summary>Gets whether passkeys are on: the address is a name with TLS, or <c>localhost</c>. Browsers accept no other.
    /// </summary>
    public bool IsAvailable => _verifier is not null;

    /// <summary>Gets the id of the site (RP ID): the host name of the address.</summary>
    /// <exception cref="FaultException">Passkeys are off.</exception>
    public string SiteId => IsAvailable
        ? options.Value.PublicAddress!.Host
        : throw FaultException.FailedPrecondition("passkeys_are_off", "This platform has no passkeys. Sign in another way.");

    /// <summary>Verifies the answer to a challenge for a new passkey.</summary>
    /// <returns>The credential; null when the answer is not valid.</returns>
    internal async Task<NewCredential?> VerifyNewAsync(Guid userId, byte[] challenge, byte[] clientData, byte[] attestation, CancellationToken ct)
    {
        var options = new CredentialCreateOptions
        {
            Rp = new(SiteId, SiteName),
            User = new() { Id = userId.ToByteArray(), Name = "", DisplayName = "" },
            Challenge = challenge,
            PubKeyCredParams = [.. Algorithms.Select(alg => new PubKeyCredParam((COSE.Algorithm)alg))],
            AuthenticatorSelection = new() { ResidentKey = ResidentKeyRequirement.Required, UserVerification = UserVerificationRequirement.Required },
        };
        var made = await TryAsync(() => _verifier!.MakeNewCredentialAsync(
            new()
            {
                AttestationResponse = WithId(new() { AttestationObject = attestation, ClientDataJson = clientData, Transports = [] }),
                OriginalOptions = options,
                IsCredentialIdUniqueToUserCallback = (_, _) => Task.FromResult(true), // the table decides
            }, ct));
        return made is null ? null : new(made.Id, made.PublicKey, made.SignCount);
    }

    /// <summary>Verifies the answer to a challenge for a sign-in. Does not compare the counter.</summary>
    /// <returns>The counter of the authenticator; null when the answer is not valid.</returns>
    internal async Task<long?> VerifyAsync(PasskeyAnswer answer, byte[] challenge, byte[] publicKey, CancellationToken ct)
    {
        var raw = new AuthenticatorAssertionRawResponse
        {
            Id = Base64Url.EncodeToString(answer.CredentialId),
            RawId = answer.CredentialId,
            Type = PublicKeyCredentialType.PublicKey,
            Response = new() { AuthenticatorData = answer.AuthenticatorData, ClientDataJson = answer.ClientData, Signature = answer.Signature },
        };

        var verified = await TryAsync(() => _verifier!.MakeAssertionAsync(
            new()
            {
                AssertionResponse = raw,
                OriginalOptions = new() { Challenge = challenge, RpId = SiteId, UserVerification = UserVerificationRequirement.Required },
                StoredPublicKey = publicKey,
                StoredSignatureCounter = 0,
                IsUserHandleOwnerOfCredentialIdCallback = (_, _) => Task.FromResult(true), // compared before
            }, ct));
        return verified?.SignCount;
    }

    // The id is the one in the attestation; what a browser says beside it counts for nothing.
    static AuthenticatorAttestationRawResponse WithId(AuthenticatorAttestationRawResponse.AttestationResponse response)
    {
        var id = AuthenticatorAttestationResponse.Parse(new() { Response = response })
            .AttestationObject.AuthData.AttestedCredentialData!.CredentialId;
        return new() { Id = Base64Url.EncodeToString(id), RawId = id, Type = PublicKeyCredentialType.PublicKey, Response = response };
    }

    static Fido2? Create(Uri? address) =>
        address is { HostNameType: UriHostNameType.Dns } && (address.Scheme == Uri.UriSchemeHttps || address.Host == "localhost")
            ? new(new()
            {
                RPID = address.Host,
                RPName = SiteName,
                Origins = new HashSet<string> { address.GetLeftPart(UriPartial.Authority) },
            })
            : null;

    // The library parses bytes of strangers, and throws exceptions of many types for them. It does no input or output here, so
    // every one of them means that the answer is not valid.
    static async Task<T?> TryAsync<T>(Func<Task<T>> verify) where T : class
    {
        try
        {
            return await verify();
        }
        catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException))
        {
            return null;
        }
    }
}
