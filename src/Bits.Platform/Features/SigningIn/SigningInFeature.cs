using System.Text.Json.Serialization;
using Bits.Platform.Mail;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Platform.Features.SigningIn;

/// <summary>Sign-in by a link to the e-mail address of an account.</summary>
sealed class SigningInFeature : IFeature
{
    /// <inheritdoc />
    public void Register(FeatureBuilder feature)
    {
        feature.Services.AddOptions<MailOptions>()
            .BindConfiguration(MailOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        feature.Services.AddSingleton<MailSender>().AddSingleton<SignInMail>();
        feature.Jobs.AddHandler<MailSignInLink, MailSignInLinkHandler>(SigningInJson.Default.MailSignInLink);
    }
}

/// <summary>Serializes the jobs of signing in.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(MailSignInLink))]
sealed partial class SigningInJson : JsonSerializerContext;
