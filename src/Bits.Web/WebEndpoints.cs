using Bits.Web.Hosting;
using Bits.Web.Live;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Web;

/// <summary>The addresses of the web app: all that no other part of the host has.</summary>
public static class WebEndpoints
{
    /// <summary>Maps the web app at the root of the host. Needs <c>AddBitsWeb</c> and <c>AddBitsPlatform</c>.</summary>
    public static void MapBitsWeb(this IEndpointRouteBuilder endpoints)
    {
        WebSite.Assets.Map(endpoints);
        WebSite.Assets.MapAt(endpoints, "/push-worker.js", "push-worker.js");
        endpoints.MapGet(WebSite.SignIn, (HttpContext http, string? returnUrl, bool? again, WebPage page, CancellationToken ct) =>
            page.SignInAsync(http, returnUrl, again == true, ct)).ExcludeFromDescription();
        endpoints.MapPost("/do/{service}/{method}", (HttpContext http, string service, string method, WebActions actions, CancellationToken ct) =>
            actions.DoAsync(http, $"{service}/{method}", ct)).ExcludeFromDescription();
        endpoints.MapGet("/live", (HttpContext http, BellFeed feed, CancellationToken ct) => feed.OpenAsync(http, ct)).ExcludeFromDescription();
        foreach (var screen in WebFeatures.Screens)
            screen.Map(endpoints);
    }

    /// <summary>Returns a page with one button, such as that of a link from an e-mail. Opening the page does nothing: mail
    /// scanners open every link.</summary>
    /// <param name="http">The request.</param>
    /// <param name="page">The page.</param>
    public static IResult Confirm(HttpContext http, ConfirmPage page) => WebPage.Confirm(http, page);

    /// <summary>Returns the form by which a person without a way to sign in asks for their account.</summary>
    /// <param name="http">The request.</param>
    /// <param name="page">The form.</param>
    public static IResult Claim(HttpContext http, ClaimPage page) => WebPage.Claim(http, page);

    /// <summary>Returns a page in the look of the web app that says what was done.</summary>
    /// <param name="http">The request.</param>
    /// <param name="title">What was done.</param>
    /// <param name="text">What follows from it.</param>
    /// <param name="button">The label of the link to the first page.</param>
    /// <param name="language">The language (BCP 47).</param>
    public static IResult Done(HttpContext http, string title, string text, string button, string language) =>
        WebPage.Done(http, title, text, button, language);

    /// <summary>Returns a page in the look of the web app with one message; for a member who has signed in with the
    /// navigation around it.</summary>
    /// <param name="http">The request.</param>
    /// <param name="title">The event.</param>
    /// <param name="text">The remedy.</param>
    /// <param name="status">The status of the response.</param>
    /// <param name="ct">Stops the query.</param>
    public static Task<IResult> NoticeAsync(HttpContext http, string title, string text, int status, CancellationToken ct) =>
        http.RequestServices.GetRequiredService<WebPage>().NoticeAsync(http, title, text, status, ct);
}
