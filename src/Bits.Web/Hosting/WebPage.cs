using Bits.Pages.Hosting;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Web.Layout;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Bits.Web.Hosting;

/// <summary>The look of the web app's pages, also of those without a screen.</summary>
sealed partial class WebPage(PageServices services, WebHost host, ILogger<WebPage> log) : PageFrame(WebSite.Site, services)
{
    static readonly Look Notices = new(new("web.notice", AuditClass.Access), Capabilities.AccountsSelf) { IsAudited = false };

    protected override Type Shell => typeof(Shell);

    /// <summary>Shows the ways to sign in.</summary>
    public Task<IResult> SignInAsync(HttpContext http, string? returnUrl, bool isAgain, CancellationToken ct) =>
        WelcomeAsync(http, WebSite.Site.Local(http.Request.PathBase, returnUrl), isFirst: false, isAgain, ct);

    /// <summary>Asks for one press before something happens.</summary>
    public static IResult Confirm(HttpContext http, ConfirmPage page) => Component(
        http, typeof(Confirm), new Dictionary<string, object?>
        {
            ["Root"] = http.Request.PathBase.ToString(),
            ["Page"] = page,
        }, StatusCodes.Status200OK);

    /// <summary>Shows the form by which a person asks for their account.</summary>
    public static IResult Claim(HttpContext http, ClaimPage page) => Component(
        http, typeof(ClaimForm), new Dictionary<string, object?>
        {
            ["Root"] = http.Request.PathBase.ToString(),
            ["Form"] = page,
        }, page.Problem is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);

    /// <summary>Says, in a language, that something has happened.</summary>
    public static IResult Done(HttpContext http, string title, string text, string button, string language) => Component(
        http, typeof(Notice), new Dictionary<string, object?>
        {
            ["Root"] = http.Request.PathBase.ToString(),
            ["Title"] = title,
            ["Text"] = text,
            ["Button"] = button,
            ["Language"] = language,
        }, StatusCodes.Status200OK);

    /// <summary>Returns the address that signs in again, and then leads to a page.</summary>
    public string SignInAgain(HttpContext http, string next) => host.SignInAgain(http.Request.PathBase, Services.Host.SignIn, next);

    /// <summary>Shows a message, with the navigation for members who have signed in.</summary>
    public async Task<IResult> NoticeAsync(HttpContext http, string title, string text, int status, CancellationToken ct)
    {
        if (status is StatusCodes.Status404NotFound or StatusCodes.Status403Forbidden && HttpMethods.IsGet(http.Request.Method))
            try
            {
                var call = Call(http, await EnterAsync(http, Notices, ct));
                return WithPolicy(http, Page(call, View.Of<Fault, FaultModel>(title, new(title, text)) with { Status = status }));
            }
            catch (Exception e) when (e is FaultException or NpgsqlException)
            {
                // Then it is a page for strangers.
            }

        return Notice(http, title, text, hint: "", status);
    }

    protected override IResult Notice(HttpContext http, string title, string text, string hint, int status) => Component(
        http, typeof(Notice), new Dictionary<string, object?>
        {
            ["Root"] = http.Request.PathBase.ToString(),
            ["Title"] = title,
            ["Text"] = text,
            ["Hint"] = hint,
        }, status);

    protected override IResult Refused(HttpContext http, FaultException fault) => Notice(
        http, "You don't have access to this page", fault.Message, "Ask the alumni office of your institute.",
        StatusCodes.Status403Forbidden);

    // The first page is the welcome page for strangers; others lead to the sign-in and back. Suggestions just end: the
    // page around them may hold a text that is being written.
    protected override IResult SignIn(HttpContext http)
    {
        if (HtmxRequest.IsPart(http.Request))
            return Results.NoContent();

        if (!HttpMethods.IsGet(http.Request.Method) || http.Request.Path != WebSite.Site.First)
            return HtmxRequest.Load(http, SignInAddress(http));

        return HtmxRequest.IsHtmx(http.Request)
            ? HtmxRequest.Load(http, Here(http))
            : new Later(ct => WelcomeAsync(http, WebSite.Site.First, isFirst: true, isAgain: false, ct));
    }

    protected override bool KeepsForms => true;

    protected override IResult? Keep(HttpContext http, IFormCollection form, FaultException fault)
    {
        if (!KeptForm.HasTexts(form))
            return null;

        var user = http.Features.Get<PageUser>();
        var signIn = fault.Code != FaultCode.Unauthenticated ? null
            : fault.SignIn is null ? SignInAddress(http)
            : SignInAgain(http, Here(http));
        var kept = new KeptForm(
            KeptReason.Of(fault, user), $"{http.Request.PathBase}{http.Request.Path}{http.Request.QueryString}", Here(http), signIn,
            KeptForm.FieldsOf(form, user is null ? null : Services.Forms.TokenOf(http), fault.Code is not (FaultCode.Unavailable or FaultCode.DeadlineExceeded)));

        HtmxRequest.KeepAddress(http.Response);
        return Component(
            http, typeof(Kept), new Dictionary<string, object?> { ["Root"] = http.Request.PathBase.ToString(), ["Form"] = kept }, kept.Why.Status);
    }

    string SignInAddress(HttpContext http) => $"{http.Request.PathBase}{WebSite.SignIn}?returnUrl={Uri.EscapeDataString(Here(http))}";

    protected override IResult NoDatabase(HttpContext http) => Notice(
        http, "We are not available at the moment", "Your data are safe. Nothing that you sent was stored half.",
        "Load the page again in a moment.", StatusCodes.Status503ServiceUnavailable);

    protected override View Failed(FaultException fault)
    {
        var (title, status) = fault.Code switch
        {
            FaultCode.NotFound => ("Page not found", StatusCodes.Status404NotFound),
            FaultCode.PermissionDenied => ("You don't have access to this page", StatusCodes.Status403Forbidden),
            FaultCode.ResourceExhausted => ("Too many requests", StatusCodes.Status429TooManyRequests),
            _ => ("The request failed", StatusOf(fault)),
        };
        return View.Of<Fault, FaultModel>(title, new(title, Remedy(fault))) with { Status = status };
    }

    // The rules name capabilities, which tell members nothing.
    static string Remedy(FaultException fault) => fault.Reason switch
    {
        DecisionRules.NotAMember => "This page is for members of the group. Join it, or ask one of them to invite you.",
        DecisionRules.RoleTooLow => "This page is for those who run the group. Ask one of its admins.",
        _ => fault.Message,
    };

    async Task<IResult> WelcomeAsync(HttpContext http, string returnUrl, bool isFirst, bool isAgain, CancellationToken ct) => Component(
        http, typeof(Welcome), new Dictionary<string, object?>
        {
            ["Root"] = http.Request.PathBase.ToString(),
            ["ReturnUrl"] = returnUrl,
            ["IsFirst"] = isFirst,
            ["IsAgain"] = isAgain,
            ["SignIn"] = Services.Host.SignIn,
            ["Host"] = host,
            ["People"] = await ListPeopleAsync(ct),
        }, StatusCodes.Status200OK);

    async Task<IReadOnlyList<DemoSignIn>> ListPeopleAsync(CancellationToken ct)
    {
        try
        {
            return await host.ListDemoPeopleAsync(ct);
        }
        catch (NpgsqlException e)
        {
            NoDemoPeople(e); // the page is of use without them
            return [];
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Cannot list the demo people.")]
    partial void NoDemoPeople(Exception e);

    sealed class Later(Func<CancellationToken, Task<IResult>> result) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext) =>
            await (await result(httpContext.RequestAborted)).ExecuteAsync(httpContext);
    }
}

/// <summary>The model of a fault.</summary>
public sealed record FaultModel(string Title, string Text);
