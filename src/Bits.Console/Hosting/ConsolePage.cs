using Bits.Console.Layout;
using Bits.Pages.Hosting;
using Bits.Platform.Rpc;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Bits.Console.Hosting;

/// <summary>The look of the console's pages, also of those without a screen.</summary>
sealed class ConsolePage(PageServices services) : PageFrame(ConsoleSite.Site, services)
{
    protected override Type Shell => typeof(Shell);

    /// <summary>Returns a page without the frame of the console; without a text it explains how to sign in.</summary>
    public static RazorComponentResult Bare(HttpContext http, string title, string? text, string? hint, int status) =>
        Component(http, typeof(Bare), new Dictionary<string, object?>
        {
            ["Root"] = $"{http.Request.PathBase}{ConsoleEndpoints.Path}",
            ["Title"] = title,
            ["Text"] = text,
            ["Hint"] = hint,
            ["Theme"] = ConsoleSite.Theme(http.Request.Cookies[ConsoleSite.ThemeCookie]),
            ["HowToSignIn"] = text is null,
        }, status);

    protected override IResult Notice(HttpContext http, string title, string text, string hint, int status) =>
        Bare(http, title, text, hint, status);

    // Users without access do not see the frame of the console either.
    protected override IResult Refused(HttpContext http, FaultException fault) => Bare(
        http, "You don't have access to this page", fault.Message, "Ask an operator to run adminctl accounts set-role.",
        StatusCodes.Status403Forbidden);

    protected override IResult SignIn(HttpContext http) => Services.Host.SignIn is { } address
        ? HtmxRequest.Load(http, $"{http.Request.PathBase}{address}?returnUrl={Uri.EscapeDataString(Here(http))}")
        : Bare(http, "Sign in", text: null, hint: null, StatusCodes.Status401Unauthorized);

    protected override IResult NoDatabase(HttpContext http) => Bare(
        http, "The database does not answer", "The console shows nothing without it.",
        "Load the page again in a moment; /health/ready says when it is back.", StatusCodes.Status503ServiceUnavailable);

    protected override View Failed(FaultException fault) =>
        View.Of<Fault, FaultException>("The request failed", fault) with { Status = StatusOf(fault) };
}
