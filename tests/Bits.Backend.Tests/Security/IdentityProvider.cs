using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Bits.Backend.Tests.Security;

/// <summary>An OpenID Connect provider on loopback: discovery, keys that rotate, the code flow for one person.</summary>
sealed class IdentityProvider : IAsyncDisposable
{
    readonly WebApplication _app;
    readonly List<RsaSecurityKey> _keys = [];
    string? _nonce;

    IdentityProvider(WebApplication app) => _app = app;

    /// <summary>Its address, and the issuer of its tokens.</summary>
    public string Address => _app.Urls.First();

    /// <summary>How often its keys were asked for.</summary>
    public int KeysAsked { get; private set; }

    /// <summary>What the last browser was sent with.</summary>
    public string Asked { get; private set; } = "";

    /// <summary>Who is at the browser.</summary>
    public Guid Person { get; set; }

    /// <summary>The subject that the browser signs in as; null for the id of the person.</summary>
    public string? Subject { get; set; }

    /// <summary>The address that it reports, and whether as verified; null for none.</summary>
    public (string Address, bool IsVerified)? Email { get; set; }

    public static async Task<IdentityProvider> StartAsync(CancellationToken ct)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        var provider = new IdentityProvider(builder.Build());
        provider.Rotate(keepOld: false);
        provider.Map();
        await provider._app.StartAsync(ct);
        return provider;
    }

    /// <summary>Signs with a new key from now on.</summary>
    public void Rotate(bool keepOld)
    {
        if (!keepOld)
            _keys.Clear();
        _keys.Insert(0, new RsaSecurityKey(RSA.Create(2048)) { KeyId = Guid.CreateVersion7().ToString() });
    }

    /// <summary>A token as the provider makes them; everything can be made wrong.</summary>
    public string Token(
        string subject, string audience = "bits", string? issuer = null, TimeSpan? from = null, TimeSpan? until = null,
        string? client = null, SecurityKey? key = null, string algorithm = SecurityAlgorithms.RsaSha256, string? nonce = null,
        TimeSpan? signedIn = null, string? acr = null, TimeSpan? issued = null, (string Address, bool IsVerified)? email = null)
    {
        var now = TimeProvider.System.GetUtcNow();
        var claims = new ClaimsIdentity([new("sub", subject), new("jti", Guid.CreateVersion7().ToString())]);
        if (client is not null)
            claims.AddClaim(new("client_id", client));
        if (nonce is not null)
            claims.AddClaim(new("nonce", nonce));

        if (signedIn is { } ago)
            claims.AddClaim(new("auth_time", $"{(now - ago).ToUnixTimeSeconds()}", ClaimValueTypes.Integer64));
        if (email is { } reported)
            claims.AddClaims([new("email", reported.Address), new("email_verified", reported.IsVerified ? "true" : "false", ClaimValueTypes.Boolean)]);
        if (acr is not null)
            claims.AddClaim(new("acr", acr));

        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer ?? Address,
            Audience = audience,
            Subject = claims,
            IssuedAt = issued == TimeSpan.MaxValue ? null : (now + (issued ?? from ?? TimeSpan.Zero)).UtcDateTime,
            NotBefore = (now + (from ?? TimeSpan.Zero)).UtcDateTime,
            Expires = until == TimeSpan.MaxValue ? null : (now + (until ?? TimeSpan.FromMinutes(5))).UtcDateTime,
            SigningCredentials = algorithm == "none" ? null : new(key ?? _keys[0], algorithm),
        });
    }

    /// <summary>The public half of its key, as somebody would use it who hopes that it is taken for a shared secret.</summary>
    public SymmetricSecurityKey PublicKeyAsSecret() =>
        new(_keys[0].Rsa.ExportSubjectPublicKeyInfo()) { KeyId = _keys[0].KeyId };

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    void Map()
    {
        _app.MapGet("/.well-known/openid-configuration", () => new
        {
            issuer = Address,
            jwks_uri = $"{Address}/keys",
            authorization_endpoint = $"{Address}/authorize",
            token_endpoint = $"{Address}/token",
            response_types_supported = new[] { "code" },
            subject_types_supported = new[] { "public" },
            id_token_signing_alg_values_supported = new[] { "RS256" },
        });
        _app.MapGet("/keys", () =>
        {
            KeysAsked++;
            return new { keys = _keys.Select(AsJson) };
        });
        _app.MapGet("/authorize", (HttpRequest request) =>
        {
            (_nonce, Asked) = (request.Query["nonce"], request.QueryString.Value!);
            Assert.NotEmpty(request.Query["code_challenge"].ToString());
            return Results.Redirect($"{request.Query["redirect_uri"]}?code=once&state={Uri.EscapeDataString(request.Query["state"]!)}");
        });
        _app.MapPost("/token", () => Results.Text(
            JsonSerializer.Serialize(new
            {
                access_token = "unused",
                token_type = "Bearer",
                expires_in = 300,
                id_token = Token(
                    Subject ?? Person.ToString(), audience: "console", nonce: _nonce, email: Email,
                    // As providers do: who is remembered is asked again only where max_age says so.
                    signedIn: TimeSpan.FromMinutes(Asked.Contains("max_age=") ? 0 : 20), acr: Asked.Contains("acr_values=gold") ? "gold" : "silver"),
            }), "application/json"));
    }

    static object AsJson(RsaSecurityKey key)
    {
        var jwk = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(key.Rsa.ExportParameters(false)) { KeyId = key.KeyId });
        return new { kty = jwk.Kty, kid = jwk.Kid, n = jwk.N, e = jwk.E, use = "sig", alg = "RS256" };
    }
}
