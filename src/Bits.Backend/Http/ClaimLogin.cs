using System.Security.Cryptography;
using System.Text.Json;
using Bits.Pages.Parts;
using Bits.Platform.Features.SigningIn.Linking;
using Bits.Platform.Rpc;
using Bits.Web;
using Microsoft.AspNetCore.DataProtection;

namespace Bits.Backend.Http;

/// <summary>Links a sign-in at the provider to the account with its address, after the owner of the mailbox has agreed. The
/// browser that asks is signed in by nothing but its next sign-in at the provider.</summary>
static class ClaimLogin
{
    const string Ask = "/login/claim";
    const string Confirm = $"/{SignInClaims.Path}";
    const string Cookie = "bits-claim";
    static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    /// <summary>Maps the pages.</summary>
    public static void MapClaimLogin(this WebApplication app)
    {
        app.MapGet(Ask, AskPage).ExcludeFromDescription();
        app.MapPost(Ask, RequestAsync).ExcludeFromDescription();
        app.MapGet(Confirm, ConfirmPageAsync).ExcludeFromDescription();
        app.MapPost(Confirm, ConfirmAsync).ExcludeFromDescription();
    }

    /// <summary>Returns the address of the page that offers the claim, and keeps the proved sign-in in a sealed cookie.</summary>
    public static string Offer(HttpContext http, UnlinkedSignIn signIn, string returnUrl)
    {
        var sealedText = Seal(http).Protect(JsonSerializer.Serialize(new Asking(signIn, returnUrl)), Lifetime);
        http.Response.Cookies.Append(Cookie, sealedText, Options(http, Lifetime));
        return $"{http.Request.PathBase}{Ask}";
    }

    static IResult AskPage(HttpContext http) => Find(http) is { } asking
        ? WebEndpoints.Confirm(http, new(
            "This looks like an account of ours", Ask, "Send the link",
            [
                $"You are signed in as {asking.SignIn.Email} at {Words.Authority(asking.SignIn.Issuer)}, for the first time here.",
                "If an account has this address, we send a link to its mailbox. Once its owner confirms there, this sign-in can use the account.",
            ]))
        : Results.Redirect($"{http.Request.PathBase}/");

    static async Task<IResult> RequestAsync(HttpContext http, SignInClaims claims, CancellationToken ct)
    {
        var (_, refusal) = await OwnPages.ReadAsync(http, ct);
        if (refusal is not null)
            return refusal;
        if (Find(http) is not { } asking)
            return RpcEndpoints.Refuse(http, FaultException.FailedPrecondition("claim_over", "This page is older than 15 minutes. Sign in again."));

        try
        {
            await claims.RequestAsync(asking.SignIn, HttpOrigin.Of(http), ct);
        }
        catch (FaultException fault)
        {
            return RpcEndpoints.Refuse(http, fault);
        }

        return await WebEndpoints.NoticeAsync(
            http, "Check your e-mail",
            "If this address belongs to an account, a link is on its way to its mailbox. It works once, within 15 minutes.",
            StatusCodes.Status200OK, ct);
    }

    static async Task<IResult> ConfirmPageAsync(HttpContext http, string? token, SignInClaims claims, CancellationToken ct)
    {
        if (await claims.FindAsync(token ?? "", ct) is not { } claim)
            return await OverAsync(http, ct);

        var isHere = IsHere(http, claim);
        return WebEndpoints.Confirm(http, new(
            "Let this sign-in use your account?", Confirm, "Yes, it is me",
            [$"The sign-in {claim.Label} at {Words.Authority(claim.Issuer)} will be able to use your account."])
        {
            Warning = isHere ? null : "This was asked for in another browser. If that was not you, close this page.",
            Fields = new Dictionary<string, string> { ["token"] = token! },
        });
    }

    static async Task<IResult> ConfirmAsync(HttpContext http, SignInClaims claims, CancellationToken ct)
    {
        var (form, refusal) = await OwnPages.ReadAsync(http, ct);
        if (refusal is not null)
            return refusal;

        var token = form["token"].ToString();
        var claim = await claims.FindAsync(token, ct);
        var outcome = claim is null ? ClaimOutcome.Over : await claims.ConfirmAsync(token, HttpOrigin.Of(http), ct);
        return outcome switch
        {
            ClaimOutcome.Linked => await LinkedAsync(http, claim!, ct),
            ClaimOutcome.Taken => await WebEndpoints.NoticeAsync(
                http, "This sign-in belongs to an account already", "Nothing was changed. Sign in with it to see the account.",
                StatusCodes.Status409Conflict, ct),
            ClaimOutcome.Over => await OverAsync(http, ct),
        };
    }

    // The browser that asked signs in at the provider, which knows it; another browser has only confirmed.
    static async Task<IResult> LinkedAsync(HttpContext http, PendingClaim claim, CancellationToken ct)
    {
        if (!IsHere(http, claim) || Find(http) is not { } asking)
            return await WebEndpoints.NoticeAsync(
                http, "The sign-in can use your account", "Go back to the browser in which you began, and sign in there again.",
                StatusCodes.Status200OK, ct);

        http.Response.Cookies.Delete(Cookie, Options(http, lifetime: null));
        return Results.Redirect($"{http.Request.PathBase}{BrowserLogin.SignIn}?returnUrl={Uri.EscapeDataString(asking.ReturnUrl)}");
    }

    static Task<IResult> OverAsync(HttpContext http, CancellationToken ct) => WebEndpoints.NoticeAsync(
        http, "This link no longer works", "It was used already, or is older than 15 minutes. Sign in again to get another one.",
        StatusCodes.Status401Unauthorized, ct);

    static bool IsHere(HttpContext http, PendingClaim claim) =>
        Find(http) is { } asking && asking.SignIn.Issuer == claim.Issuer && asking.SignIn.Subject == claim.Subject;

    static Asking? Find(HttpContext http)
    {
        try
        {
            return http.Request.Cookies[Cookie] is { Length: > 0 } text ? JsonSerializer.Deserialize<Asking>(Seal(http).Unprotect(text)) : null;
        }
        catch (CryptographicException)
        {
            return null; // too old, or forged
        }
    }

    static ITimeLimitedDataProtector Seal(HttpContext http) =>
        http.RequestServices.GetRequiredService<IDataProtectionProvider>().CreateProtector("bits.claim").ToTimeLimitedDataProtector();

    // Lax: the callback comes from the provider, and the link from a mail.
    static CookieOptions Options(HttpContext http, TimeSpan? lifetime) =>
        HttpCookie.Options(http, $"{http.Request.PathBase}{Ask}", SameSiteMode.Lax, lifetime);

    sealed record Asking(UnlinkedSignIn SignIn, string ReturnUrl);
}
