using Bits.Platform.Features.SigningIn.Passkeys;
using Bits.Platform.Rpc;
using Bits.Web;

namespace Bits.Backend.Http;

/// <summary>Signs a browser in by a passkey. Needs <c>Mail:PublicAddress</c>, the site that passkeys belong to.</summary>
static class PasskeyLogin
{
    /// <summary>The address that signs in, on POST of the answer of an authenticator.</summary>
    public const string Path = "/login/passkey";

    const string Cookie = "bits-passkey";

    /// <summary>Maps the login by passkey, if passkeys are on.</summary>
    public static void MapPasskeyLogin(this WebApplication app)
    {
        if (!app.Services.GetRequiredService<PasskeySignIn>().IsAvailable)
            return;

        app.MapPost($"{Path}/challenge", BeginAsync).ExcludeFromDescription();
        app.MapPost(Path, LoginAsync).ExcludeFromDescription();
    }

    // The page sees the challenge; the token stays in the cookie, so that the answer comes from the same browser.
    static async Task<IResult> BeginAsync(HttpContext http, PasskeySignIn passkeys, CancellationToken ct)
    {
        if (OwnPages.Foreign(http) is { } refusal)
            return refusal;

        var challenge = await passkeys.BeginAsync(HttpOrigin.Of(http), ct);
        http.Response.Cookies.Append(Cookie, challenge.Token, Options(http, PasskeySignIn.Lifetime));
        return Results.Json(new { challenge.Challenge, passkeys.SiteId });
    }

    static async Task<IResult> LoginAsync(HttpContext http, PasskeySignIn passkeys, AuthSettings settings, CancellationToken ct)
    {
        var (form, refusal) = await OwnPages.ReadAsync(http, ct);
        if (refusal is not null)
            return refusal;

        http.Response.Cookies.Delete(Cookie, Options(http, lifetime: null));
        try
        {
            var answer = PasskeyAnswer.Parse(
                form["credentialId"], form["clientData"], form["authenticatorData"], form["signature"], form["userHandle"]);
            if (await passkeys.FinishAsync(http.Request.Cookies[Cookie] ?? "", answer, HttpOrigin.Of(http), settings.SessionLifetime, ct) is not { } secret)
                return await WebEndpoints.NoticeAsync(
                    http, "This passkey was not accepted",
                    "It was removed from your account, or the sign-in took longer than five minutes. Try again, or sign in another way.",
                    StatusCodes.Status401Unauthorized, ct);

            SessionCookie.Write(http, secret, settings.SessionLifetime);
            return Results.Redirect(BrowserLogin.Local(form["returnUrl"]));
        }
        catch (FaultException fault)
        {
            return RpcEndpoints.Refuse(http, fault);
        }
    }

    static CookieOptions Options(HttpContext http, TimeSpan? lifetime) =>
        HttpCookie.Options(http, $"{http.Request.PathBase}{Path}", SameSiteMode.Strict, lifetime);
}
