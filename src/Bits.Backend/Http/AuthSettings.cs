using System.ComponentModel.DataAnnotations;
using Bits.Backend.Startup;
using Bits.Platform;
using Bits.Platform.Auth;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

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

    /// <summary>The claim that names a machine; a token whose <c>sub</c> is the same is the machine's own (RFC 9068).
    /// </summary>
    [Required]
    public string ServiceClaim { get; set; } = "client_id";

    /// <summary>How far the provider's clock may be from ours; default 30 s, 0 to 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan ClockTolerance { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often at most the provider is asked for new keys, when a token is signed with one that is not known;
    /// default 30 s, 1 s to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan KeyRefresh { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The client id of the browser login at the provider; without it there is none.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>The client secret of the browser login, a secret.</summary>
    public string ClientSecret { get; set; } = "";

    /// <summary>How long a browser's session lasts; default 12 h, 1 min to 30 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromHours(12);

    /// <summary>What is wrong with the settings for this environment; the message names the key and the remedy.</summary>
    /// <exception cref="SettingsException">Something is.</exception>
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

/// <summary>Registers the check of bearer tokens.</summary>
static class AuthenticationExtensions
{
    // Signatures by key pairs only: a shared secret would let the provider's clients make tokens.
    static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    /// <summary>Accepts tokens of the configured provider or, in Development without one, of the development issuer.
    /// </summary>
    /// <exception cref="SettingsException">Neither can be; the message names the key and the remedy.</exception>
    public static AuthSettings AddBearerTokens(this WebApplicationBuilder builder)
    {
        var settings = builder.Configuration.Checked<AuthSettings>(AuthSettings.Section);
        settings.Check(builder.Environment);

        var development = settings.Authority.Length == 0
            ? DevelopmentIssuer.Open(builder.Environment, builder.Configuration).ValidationParameters
            : null;

        // No scheme proves anything by itself: HttpIdentity asks where it is needed, and a default would check every signature
        // once more before.
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

    // A key that the provider has withdrawn is no good here either, five minutes later at most.
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
