using System.ComponentModel.DataAnnotations;
using Bits.Backend.Startup;
using Bits.Platform;
using Bits.Platform.Auth;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Bits.Backend.Http;

/// <summary>Configures the accepted tokens and the browser login; section <c>Auth</c>.</summary>
sealed class AuthSettings
{
    public const string Section = "Auth";

    /// <summary>Gets or sets the address of the OpenID Connect provider. Empty: the development issuer, in Development
    /// only.</summary>
    public string Authority { get; set; } = "";

    /// <summary>Gets or sets the audience that a token must name. Required with an authority.</summary>
    public string Audience { get; set; } = "";

    /// <summary>Gets or sets the claim with the user: an account's id, or <c>email</c> for the verified address.</summary>
    [Required]
    public string UserClaim { get; set; } = "sub";

    /// <summary>Gets or sets the claim with the machine; a token with the same <c>sub</c> belongs to the machine itself
    /// (RFC 9068).</summary>
    [Required]
    public string ServiceClaim { get; set; } = "client_id";

    /// <summary>Gets or sets the maximum clock skew of the provider, 0 to 5 min. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan ClockTolerance { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets the minimum interval between requests for new keys, after a token with an unknown key, 1 s
    /// to 1 h. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan KeyRefresh { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets the client id of the browser login at the provider. Empty: no browser login.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>Gets or sets the client secret of the browser login. A secret.</summary>
    public string ClientSecret { get; set; } = "";

    /// <summary>Gets or sets the duration of a browser session, 1 min to 30 days. Default 12 h.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromHours(12);

    /// <summary>Checks the settings for this environment.</summary>
    /// <exception cref="SettingsException">A setting is wrong; the message names the key and the remedy.</exception>
    public void Check(IHostEnvironment environment)
    {
        if (Authority.Length == 0 && !environment.IsDevelopment())
            throw new SettingsException(
                "Auth:Authority is missing; set it to the address of your OpenID Connect provider. "
                + "(The development issuer runs in the environment Development only.)");
        if (Authority.Length > 0 && Audience.Length == 0)
            throw new SettingsException(
                "Auth:Audience is missing; set it to the audience that the provider puts into tokens for this platform.");
        if (Authority.Length > 0 && !(Uri.TryCreate(Authority, UriKind.Absolute, out var uri) && MayBeAsked(uri, environment)))
            throw new SettingsException($"Auth:Authority is {Authority}; it must be an https:// address.");
        if (ClientId.Length > 0 && (Authority.Length == 0 || ClientSecret.Length == 0))
            throw new SettingsException(
                "Auth:ClientId is set; the browser login needs Auth:Authority and Auth:ClientSecret with it.");
    }

    static bool MayBeAsked(Uri authority, IHostEnvironment environment) =>
        authority.Scheme == Uri.UriSchemeHttps || (environment.IsDevelopment() && authority.IsLoopback);
}

/// <summary>Registers the validation of bearer tokens.</summary>
static class AuthenticationExtensions
{
    // Accepts asymmetric signatures only: with a shared secret the provider's clients could issue tokens.
    static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    /// <summary>Accepts tokens of the configured provider, or of the development issuer in Development without one.</summary>
    /// <exception cref="SettingsException">Neither is possible; the message names the key and the remedy.</exception>
    public static AuthSettings AddBearerTokens(this WebApplicationBuilder builder)
    {
        var settings = builder.Configuration.Checked<AuthSettings>(AuthSettings.Section);
        settings.Check(builder.Environment);

        var development = settings.Authority.Length == 0
            ? DevelopmentIssuer.Open(builder.Environment, builder.Configuration).ValidationParameters
            : null;

        // No default scheme: HttpIdentity authenticates when needed, and a default would check every signature twice.
        AppContext.SetSwitch("Microsoft.AspNetCore.Authentication.SuppressAutoDefaultScheme", isEnabled: true);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton<TokenProofs>();
        builder.Services.AddSingleton<HttpIdentity>();
        builder.Services.AddAuthentication().AddJwtBearer(bearer =>
        {
            bearer.MapInboundClaims = false;
            if (development is null)
                TrustProvider(bearer, settings, builder.Environment);
            else
                bearer.TokenValidationParameters = development;
        });
        return settings;
    }

    static void TrustProvider(JwtBearerOptions bearer, AuthSettings settings, IHostEnvironment environment)
    {
        (bearer.Authority, bearer.Audience) = (settings.Authority, settings.Audience);
        bearer.ConfigurationManager = Keys(settings, environment);
        bearer.TokenValidationParameters = new()
        {
            ClockSkew = settings.ClockTolerance,
            ValidAlgorithms = Algorithms,
            ValidTypes = ["JWT", "at+jwt", "application/at+jwt"],
            RequireExpirationTime = true,
            RequireSignedTokens = true,
            ValidateIssuer = true,
            ValidateAudience = true,
            ValidAudience = settings.Audience,
        };
    }

    // Stops accepting a withdrawn key within five minutes.
    static ConfigurationManager<OpenIdConnectConfiguration> Keys(AuthSettings settings, IHostEnvironment environment) => new(
        $"{settings.Authority.TrimEnd('/')}/.well-known/openid-configuration",
        new OpenIdConnectConfigurationRetriever(),
        new HttpDocumentRetriever { RequireHttps = !environment.IsDevelopment() })
    {
        RefreshInterval = settings.KeyRefresh,
        AutomaticRefreshInterval = BaseConfigurationManager.MinimumAutomaticRefreshInterval,
        UseLastKnownGoodConfiguration = false,
    };
}
