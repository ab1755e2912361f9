using Bits.Platform.Features.SigningIn;
using Bits.Platform.Rpc;
using Bits.Web;

namespace Bits.Backend.Http;

/// <summary>Signs a browser in by a link to the e-mail address of an account. Needs a mail server.</summary>
static class MailLogin
{
    /// <summary>The address that asks for a link, on POST of <c>email</c>.</summary>
    public const string Request = $"/{SignInMail.Path}/request";

    const string Path = $"/{SignInMail.Path}";

    /// <summary>Maps the login by e-mail, if mail is configured.</summary>
    public static void MapMailLogin(this WebApplication app)
    {
        if (!app.Services.GetRequiredService<SignInMail>().IsAvailable)
            return;

        app.MapPost(Request, RequestAsync).ExcludeFromDescription();
        app.MapGet(Path, AskAsync).ExcludeFromDescription();
        app.MapPost(Path, LoginAsync).ExcludeFromDescription();
    }

    // Opening the link uses nothing up: mail scanners open every link. The page names the account, so a link that another person
    // sent is not pressed for one's own.
    static async Task<IResult> AskAsync(HttpContext http, string? token, string? returnUrl, SignInMail mail, CancellationToken ct) =>
        await mail.FindAccountAsync(token ?? "", HttpOrigin.Of(http), ct) is { } account
            ? WebEndpoints.Confirm(http, new(
                $"Welcome back, {account.Name}", Path, "Sign in",
                [$"One more press, and this device is signed in as {account.Email}.", "Did you not ask for this link? Then close this page."])
            {
                Fields = new Dictionary<string, string> { ["token"] = token!, ["returnUrl"] = BrowserLogin.Local(returnUrl) },
            })
            : await OverAsync(http, ct);

    static Task<IResult> OverAsync(HttpContext http, CancellationToken ct) => WebEndpoints.NoticeAsync(
        http, "This link no longer works", "It was used already, or is older than 15 minutes. Ask for another one.",
        StatusCodes.Status401Unauthorized, ct);

    static async Task<IResult> RequestAsync(HttpContext http, SignInMail mail, RateLimits limits, CancellationToken ct)
    {
        var (form, refusal) = await OwnPages.ReadAsync(http, ct);
        if (refusal is not null)
            return refusal;

        try
        {
            limits.CountSignInMail(http.Connection.RemoteIpAddress);
            await mail.RequestAsync(form["email"].ToString(), BrowserLogin.Local(form["returnUrl"]), HttpOrigin.Of(http), ct);
        }
        catch (FaultException fault)
        {
            return RpcEndpoints.Refuse(http, fault);
        }

        return await WebEndpoints.NoticeAsync(
            http, "Check your e-mail",
            "If this address belongs to an account, a sign-in link is on its way. It works once, within 15 minutes.",
            StatusCodes.Status200OK, ct);
    }

    static async Task<IResult> LoginAsync(HttpContext http, SignInMail mail, AuthSettings settings, CancellationToken ct)
    {
        var (form, refusal) = await OwnPages.ReadAsync(http, ct);
        if (refusal is not null)
            return refusal;

        if (await mail.SignInAsync(form["token"].ToString(), HttpOrigin.Of(http), settings.SessionLifetime, ct) is not { } secret)
            return await OverAsync(http, ct);

        SessionCookie.Write(http, secret, settings.SessionLifetime);
        return Results.Redirect(BrowserLogin.Local(form["returnUrl"]));
    }
}
