using Microsoft.AspNetCore.Http;

namespace Bits.Pages.Hosting;

/// <summary>Reads and answers the requests of the script that swaps pages (htmx).</summary>
public static class HtmxRequest
{
    /// <summary>The configuration of the script. It keeps no page in the browser: the way back asks the server again, and
    /// a page of a member is gone with the session.</summary>
    public const string Config =
        """
        {"includeIndicatorStyles":false,"allowEval":false,"scrollIntoViewOnBoost":false,"timeout":30000,"historyCacheSize":0,"refreshOnHistoryMiss":true,"responseHandling":[{"code":"204","swap":false},{"code":"...","swap":true}]}
        """;

    /// <summary>Returns whether the script asks for a part of a page, such as suggestions.</summary>
    public static bool IsPart(HttpRequest request) => IsHtmx(request) && !request.Headers.ContainsKey("HX-Boosted");

    /// <summary>Leads to a page that the browser must load itself: the script would swap it into the present one, and may
    /// not follow a redirect to an identity provider.</summary>
    public static IResult Load(HttpContext http, string address)
    {
        if (!IsHtmx(http.Request))
            return Results.Redirect(address);

        http.Response.Headers["HX-Redirect"] = address;
        return Results.NoContent();
    }

    /// <summary>Leaves the address of the browser as it is: that of a call is no page.</summary>
    public static void KeepAddress(HttpResponse response) => response.Headers["HX-Push-Url"] = "false";

    /// <summary>Returns the page of this host that a form was on; null when the browser does not say.</summary>
    public static string? PageOf(HttpRequest request)
    {
        var said = IsHtmx(request) ? request.Headers["HX-Current-URL"] : request.Headers.Referer;
        return Uri.TryCreate(said, UriKind.Absolute, out var page) && page.Authority == request.Host.Value ? page.PathAndQuery : null;
    }

    /// <summary>Returns whether the script made the request.</summary>
    public static bool IsHtmx(HttpRequest request) => request.Headers.ContainsKey("HX-Request");
}
