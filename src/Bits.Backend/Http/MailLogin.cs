using Bits.Platform.Accounts;
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
        app.MapGet(Path, (HttpContext http, string? token, string? returnUrl) =>
            WebEndpoints.Confirm(http, new("Welcome back", Path, "Sign in", ["One more press, and you are signed in on this device."])
            {
                Fields = new Dictionary<string, string> { ["token"] = token ?? "", ["returnUrl"] = BrowserLogin.Local(returnUrl) },
            })).ExcludeFromDescription();
        app.MapPost(Path, LoginAsync).ExcludeFromDescription();
    }

    static async Task<IResult> RequestAsync(HttpContext http, SignInMail mail, CancellationToken ct)
    {
        var (form, refusal) = await OwnPages.ReadAsync(http, ct);
        if (refusal is not null)
            return refusal;

        try
        {
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

    static async Task<IResult> LoginAsync(HttpContext http, Sessions sessions, AuthSettings settings, CancellationToken ct)
    {
        var (form, refusal) = await OwnPages.ReadAsync(http, ct);
        if (refusal is not null)
            return refusal;

        if (await sessions.BeginByLinkAsync(form["token"].ToString(), HttpOrigin.Of(http), settings.SessionLifetime, ct) is not { } secret)
            return await WebEndpoints.NoticeAsync(
                http, "This link no longer works", "It was used already, or is older than 15 minutes. Ask for another one.",
                StatusCodes.Status401Unauthorized, ct);

        SessionCookie.Write(http, secret, settings.SessionLifetime);
        return Results.Redirect(BrowserLogin.Local(form["returnUrl"]));
    }
}
