using System.ComponentModel.DataAnnotations;
using Bits.Platform;
using Bits.Platform.Auth;

namespace Bits.Backend.Http;

/// <summary>Whose tokens are accepted; section <c>Auth</c>.</summary>
sealed class AuthSettings
{
    public const string Section = "Auth";

    /// <summary>The address of the OpenID Connect provider. Empty: the development issuer, in Development only.
    /// </summary>
    public string Authority { get; set; } = "";

    /// <summary>The audience that a token must name; needed with an authority.</summary>
    public string Audience { get; set; } = "";

    /// <summary>The claim that names the user: an account's id, or <c>email</c> for the verified address.</summary>
    [Required]
    public string UserClaim { get; set; } = "sub";
}

/// <summary>Registers the check of bearer tokens.</summary>
static class AuthenticationExtensions
{
    /// <summary>Accepts tokens of the configured provider or, in Development without one, of the development issuer.
    /// </summary>
    /// <exception cref="SettingsException">Neither can be; the message names the key and the remedy.</exception>
    public static void AddBearerTokens(this WebApplicationBuilder builder)
    {
        var settings = builder.Configuration.GetSection(AuthSettings.Section).Get<AuthSettings>() ?? new();
        Check(settings, builder.Environment);

        var development = settings.Authority.Length == 0
            ? DevelopmentIssuer.Open(builder.Environment, builder.Configuration).ValidationParameters
            : null;

        builder.Services.AddSingleton(settings);
        builder.Services.AddAuthentication().AddJwtBearer(bearer =>
        {
            bearer.MapInboundClaims = false;
            if (development is null)
                (bearer.Authority, bearer.Audience) = (settings.Authority, settings.Audience);
            else
                bearer.TokenValidationParameters = development;
        });
    }

    static void Check(AuthSettings settings, IHostEnvironment environment)
    {
        if (settings.Authority.Length == 0 && !environment.IsDevelopment())
            throw new SettingsException(
                "Auth:Authority is missing; set it to the address of your OpenID Connect provider. "
                + "(The development issuer runs in the environment Development only.)");
        if (settings.Authority.Length > 0 && settings.Audience.Length == 0)
            throw new SettingsException(
                "Auth:Audience is missing; set it to the audience that the provider puts into tokens for this platform.");
        if (settings.Authority.Length > 0 && !IsHttps(settings.Authority))
            throw new SettingsException(
                $"Auth:Authority is {settings.Authority}; it must be an address that begins with https://, as the keys of the "
                + "tokens come from there.");
    }

    static bool IsHttps(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps;
}
