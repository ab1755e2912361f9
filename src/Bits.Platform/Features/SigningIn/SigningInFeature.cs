using System.Text.Json.Serialization;
using Bits.Platform.Auth;
using Bits.Platform.Features.SigningIn.Linking;
using Bits.Platform.Features.SigningIn.Passkeys;
using Bits.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Platform.Features.SigningIn;

/// <summary>Sign-in by a link to the e-mail address of an account or by a passkey, and sign-ins at providers that ask for an
/// account.</summary>
sealed class SigningInFeature : IFeature
{
    /// <inheritdoc />
    public SchemaPart Schema { get; } = SchemaPart.BesideType(typeof(SigningInFeature), "sign_in");

    /// <inheritdoc />
    public IReadOnlyList<CapabilityRule> Capabilities { get; } = [CapabilityRule.SignedIn(SigningInCapabilities.Self)];

    /// <inheritdoc />
    public void Register(FeatureBuilder feature)
    {
        feature
            .PersonalData<SignInData>()
            .Call<BeginPasskey>()
            .Call<AddPasskey>()
            .Call<ListPasskeys>()
            .Call<RenamePasskey>()
            .Call<RemovePasskey>()
            .Call<ListLinkedSignIns>()
            .Call<RemoveLinkedSignIn>();
        feature.Services.AddSingleton<SignInMail>().AddSingleton<SignInWays>().AddSingleton<SignInClaims>();
        feature.Services.AddSingleton<PasskeyProtocol>().AddSingleton<PasskeySignIn>();
        feature.Jobs
            .AddHandler<MailSignInLink, MailSignInLinkHandler>(SigningInJson.Default.MailSignInLink)
            .AddHandler<MailClaim, MailClaimHandler>(SigningInJson.Default.MailClaim);
    }
}

/// <summary>Serializes the jobs of signing in.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(MailSignInLink))]
[JsonSerializable(typeof(MailClaim))]
sealed partial class SigningInJson : JsonSerializerContext;
